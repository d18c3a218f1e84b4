package loops;

import java.util.Enumeration;
import java.util.Vector;
import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Calls that are made again and again, and calls that are not. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            counted();
            once();
            outer();
            left();
            never();
            retried();
            down(3);
            ping(3);
            each(new Vector());
            afterLoop();
            many();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# call-in-a-loop
    static void counted() throws Exception {
        for (int i = 0; i < 3; i++) {
            Connector.open("sms://7132"); //= loop reached
        }
    }

    //# call-outside-of-loops negative
    static void once() throws Exception {
        Connector.open("sms://7132"); //= !loop
    }

    //# caller-in-a-loop
    static void outer() throws Exception {
        while (System.currentTimeMillis() > 5) {
            send("7131");
        }
    }

    static void send(String number) throws Exception {
        open("sms://" + number);
    }

    static void open(String url) throws Exception {
        Connector.open(url); //= loop url="sms://7131"
    }

    //# call-that-leaves-the-loop negative
    static void left() throws Exception {
        for (int i = 0; i < 10; i++) {
            if (System.currentTimeMillis() % 7 == i) {
                Connector.open("sms://7132"); //= !loop
                break;
            }
        }
    }

    //# do-while-false negative
    static void never() throws Exception {
        do {
            Connector.open("sms://7132"); //= !loop
        } while (false);
    }

    //# retry-after-an-exception
    static void retried() {
        while (true) {
            try {
                Connector.open("sms://7132"); //= loop
                return;
            } catch (Exception e) {
                continue;
            }
        }
    }

    //# recursion
    static void down(int n) throws Exception {
        if (n > 0) {
            Connector.open("sms://7132"); //= loop
            down(n - 1);
        }
    }

    //# mutual-recursion
    static void ping(int n) throws Exception {
        pong(n);
    }

    static void pong(int n) throws Exception {
        Connector.open("sms://7132"); //= loop
        if (n > 0) {
            ping(n - 1);
        }
    }

    //# loop-over-an-enumeration
    static void each(Vector numbers) throws Exception {
        numbers.addElement("7132");
        for (Enumeration e = numbers.elements(); e.hasMoreElements();) {
            Connector.open("sms://" + e.nextElement()); //= loop url="sms://7132"
        }
    }

    //# call-behind-a-loop negative
    static void afterLoop() throws Exception {
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += i;
        }
        Connector.open("sms://" + sum); //= !loop url="sms://45"
    }

    //# threads-started-in-a-loop
    static void many() {
        for (int i = 0; i < 3; i++) {
            new Thread(new Flood()).start();
        }
    }

    static class Flood implements Runnable {
        public void run() {
            try {
                Connector.open("sms://7132"); //= loop triggers=launch via=thread
            } catch (Exception e) {
                return;
            }
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
