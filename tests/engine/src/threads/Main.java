package threads;

import java.util.Timer;
import java.util.TimerTask;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Threads, timers and callSerially keep the trigger of the place that starts them. */
public class Main extends MIDlet implements CommandListener {
    protected void startApp() {
        Form form = new Form("f");
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
        new Thread(new Worker()).start();
        new Own().start();
        new Timer().schedule(new Ticker(), 1000);
        Display.getDisplay(this).callSerially(new Later());
        new Thread(new Outer(this)).start();
        new Thread(new Idle());
        new Selfish();
        Holder.thread = new Thread(new Held());
        Holder.go();
        new Both().start();
        Timer timer = new Timer();
        timer.scheduleAtFixedRate(new Twice(), 0, 60000);
    }

    public void commandAction(Command c, Displayable d) {
        new Thread(new Clicked()).start();
        Display.getDisplay(this).callSerially(new ClickedLater());
        new Both().start();
        new Timer().schedule(new Starter(), 10);
    }

    //# thread-started-by-the-launch
    static class Worker implements Runnable {
        public void run() {
            System.getProperty("worker"); //= reached triggers=launch via=thread unattended chain.launch=Main.startApp>Main$Worker.run via.launch=thread
        }
    }

    //# subclass-of-thread
    static class Own extends Thread {
        public void run() {
            System.getProperty("own"); //= reached triggers=launch via=thread unattended
        }
    }

    //# timer-task
    static class Ticker extends TimerTask {
        public void run() {
            System.getProperty("ticker"); //= reached triggers=launch via=timer unattended chain.launch=Main.startApp>Main$Ticker.run
        }
    }

    //# periodic-timer-task
    static class Twice extends TimerTask {
        public void run() {
            System.getProperty("twice"); //= reached triggers=launch via=timer
        }
    }

    //# call-serially
    static class Later implements Runnable {
        public void run() {
            System.getProperty("later"); //= reached triggers=launch via=serial unattended
        }
    }

    //# thread-started-by-the-user negative
    static class Clicked implements Runnable {
        public void run() {
            System.getProperty("clicked"); //= reached triggers=user via=thread !unattended chain.user=Main.commandAction>Main$Clicked.run via.user=thread
            send();
        }

        static void send() {
            try {
                Connector.open("sms://7132"); //= reached triggers=user via=thread !unattended
            } catch (Exception e) {
                return;
            }
        }
    }

    //# call-serially-by-the-user negative
    static class ClickedLater implements Runnable {
        public void run() {
            System.getProperty("clicked-later"); //= reached triggers=user via=serial !unattended
        }
    }

    //# thread-started-by-both
    static class Both extends Thread {
        public void run() {
            System.getProperty("both"); //= reached triggers=launch,user via=thread unattended chain.launch=Main.startApp>Main$Both.run chain.user=Main.commandAction>Main$Both.run
        }
    }

    //# thread-in-a-thread-serial-in-it
    static class Outer implements Runnable {
        private final Main main;

        Outer(Main main) {
            this.main = main;
        }

        public void run() {
            Display.getDisplay(main).callSerially(new Inner());
        }
    }

    static class Inner implements Runnable {
        public void run() {
            System.getProperty("inner"); //= reached triggers=launch via=serial,thread via.launch=thread,serial chain.launch=Main.startApp>Main$Outer.run>Main$Inner.run
        }
    }

    //# timer-that-starts-a-thread
    static class Starter extends TimerTask {
        public void run() {
            new Started().start();
        }
    }

    static class Started extends Thread {
        public void run() {
            System.getProperty("started"); //= reached triggers=user via=thread,timer via.user=timer,thread !unattended
        }
    }

    //# thread-started-elsewhere
    static class Held implements Runnable {
        public void run() {
            System.getProperty("held"); //= reached triggers=launch via=thread chain.launch=Main.startApp>Main$Holder.go>Main$Held.run
        }
    }

    static class Holder {
        static Thread thread;

        static void go() {
            thread.start();
        }
    }

    //# thread-that-is-never-started negative
    static class Idle implements Runnable {
        public void run() {
            System.getProperty("idle"); //= unreached triggers=none via=none
        }
    }

    //# thread-subclass-that-starts-itself
    static class Selfish extends Thread {
        Selfish() {
            start();
        }

        public void run() {
            System.getProperty("selfish"); //= reached triggers=launch via=thread chain.launch=Main.startApp>Main$Selfish.<init>>Main$Selfish.run
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
