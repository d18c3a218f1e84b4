package branches;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** What a value can be after a branch. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            ternary(System.currentTimeMillis() > 5);
            nested(System.currentTimeMillis());
            selected((int) System.currentTimeMillis());
            ints(System.currentTimeMillis() > 5);
            maybeNull(System.currentTimeMillis() > 5);
            caught("7132");
            last(null);
            kept();
            looped((int) System.currentTimeMillis());
            sparse((int) System.currentTimeMillis());
            tested(System.getProperty("wireless.messaging.sms.smsc"));
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# ternary
    static void ternary(boolean b) throws Exception {
        Connector.open("sms://" + (b ? "7132" : "7133")); //= url="sms://7132"|"sms://7133"
    }

    //# nested-ternary
    static void nested(long now) throws Exception {
        String host = now > 10 ? now > 20 ? "a" : "b" : "c";
        Connector.open("http://" + host); //= url="http://a"|"http://b"|"http://c"
    }

    //# switch-over-values
    static void selected(int n) throws Exception {
        String number;
        switch (n) {
            case 1:
                number = "7131";
                break;
            case 2:
                number = "7132";
                break;
            default:
                number = "7139";
        }
        Connector.open("sms://" + number); //= url="sms://7131"|"sms://7132"|"sms://7139"
    }

    //# lookup-switch-with-fall-through
    static void sparse(int n) throws Exception {
        String url = "a";
        switch (n) {
            case 1000:
                url = "b";
            case -5:
                url = url + "c";
        }
        Connector.open(url); //= url="a"|"ac"|"bc"
    }

    //# alternatives-of-ints
    static void ints(boolean b) throws Exception {
        int mode = b ? 1 : 2;
        Connector.open("x", mode + 1); //= mode=2|3
    }

    //# null-is-an-alternative
    static void maybeNull(boolean b) throws Exception {
        String url = null;
        if (b) {
            url = "sms://7132";
        }
        Connector.open(url); //= url=null|"sms://7132"
    }

    //# values-of-try-and-catch
    static void caught(String text) throws Exception {
        String number = "1";
        try {
            Thread.sleep(5);
            number = "2";
        } catch (InterruptedException e) {
            number = number + "0";
        }
        Connector.open("sms://" + number); //= url="sms://10"|"sms://2"
    }

    //# finally-runs-on-every-way
    static void last(String text) throws Exception {
        String number = "1";
        try {
            Thread.sleep(5);
            number = "2";
        } finally {
            Connector.open("sms://" + number); //= url="sms://1" //= url="sms://2"
        }
    }

    //# set-before-and-kept
    static void kept() throws Exception {
        String url = "sms://7132";
        if (System.currentTimeMillis() > 5) {
            url = "sms://7133";
            Connector.open(url); //= url="sms://7133"
        } else {
            Connector.open(url); //= url="sms://7132"
        }
    }

    //# chosen-in-a-loop
    static void looped(int n) throws Exception {
        String url = "sms://1";
        for (int i = 0; i < n; i++) {
            Connector.open(url); //= url="sms://1"|"sms://2"
            url = "sms://2";
        }
    }

    //# default-for-a-missing-value
    static void tested(String center) throws Exception {
        if (center == null) {
            center = "sms://7132";
        }
        Connector.open(center); //= url="sms://7132"|"{System.getProperty(\"wireless.messaging.sms.smsc\")}"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
