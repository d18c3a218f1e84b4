package flowthreads;

import java.util.Timer;
import java.util.TimerTask;
import java.util.Vector;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.Item;
import javax.microedition.lcdui.ItemStateListener;
import javax.microedition.lcdui.TextField;
import javax.microedition.location.Coordinates;
import javax.microedition.location.Location;
import javax.microedition.location.LocationListener;
import javax.microedition.location.LocationProvider;
import javax.microedition.midlet.MIDlet;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.MessageListener;
import javax.wireless.messaging.TextMessage;

/** Data that goes from one thread, timer or listener to another. */
public class Main extends MIDlet implements CommandListener, ItemStateListener {
    static final TextField FIELD = new TextField("Name", "", 20, 0);

    private volatile String typed;
    private String changed;

    protected void startApp() {
        Form form = new Form("f");
        form.append(FIELD);
        form.setCommandListener(this);
        form.setItemStateListener(this);
        Display.getDisplay(this).setCurrent(form);
        new Thread(new Poller(this)).start();
        runnable();
        thread();
        timer();
        serial(Display.getDisplay(this));
        own();
        twoOwn();
        twoTasks();
        queue();
        idle();
        shared();
        twoTimers();
        try {
            listen();
            locate();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# text-of-a-command-polled-by-a-thread
    public void commandAction(Command c, Displayable d) {
        typed = FIELD.getString(); //@ typed TextField.getString
    }

    static class Poller implements Runnable {
        private final Main main;

        Poller(Main main) {
            this.main = main;
        }

        public void run() {
            while (main.typed == null) {
                Thread.yield();
            }
            try {
                Connector.open("http://example.com/?q=" + main.typed); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.commandAction>Main$Poller.run
            } catch (Exception e) {
                return;
            }
        }
    }

    //# text-of-an-item-listener
    public void itemStateChanged(Item item) {
        changed = ((TextField) item).getString(); //@ typed TextField.getString
        try {
            Connector.open("http://example.com/?q=" + changed); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.itemStateChanged
        } catch (Exception e) {
            return;
        }
    }

    //# field-of-a-runnable
    static void runnable() {
        Sender sender = new Sender();
        sender.text = FIELD.getString(); //@ typed TextField.getString
        new Thread(sender).start();
    }

    static class Sender implements Runnable {
        String text;

        public void run() {
            try {
                Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.runnable>Main$Sender.run
            } catch (Exception e) {
                return;
            }
        }
    }

    //# constructor-of-a-thread negative
    static void thread() {
        new Worker(FIELD.getString(), "plain").start(); //@ typed TextField.getString
    }

    static class Worker extends Thread {
        private final String text;
        private final String kind;

        Worker(String text, String kind) {
            this.text = text;
            this.kind = kind;
        }

        public void run() {
            try {
                Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.thread>Main$Worker.<init>>Main$Worker.run
                Connector.open("http://example.com/?k=" + kind); //! no flow typed-text -> network
            } catch (Exception e) {
                return;
            }
        }
    }

    //# timer-task
    static void timer() {
        final String text = FIELD.getString(); //@ typed TextField.getString
        new Timer().schedule(new TimerTask() {
            public void run() {
                try {
                    Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.timer>Main$1.<init>>Main$1.run
                } catch (Exception e) {
                    return;
                }
            }
        }, 1000);
    }

    //# call-serially
    static void serial(Display display) {
        Later later = new Later(FIELD.getString()); //@ typed TextField.getString
        display.callSerially(later);
    }

    static class Later implements Runnable {
        private final String text;

        Later(String text) {
            this.text = text;
        }

        public void run() {
            try {
                Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.serial>Main$Later.<init>>Main$Later.run
            } catch (Exception e) {
                return;
            }
        }
    }

    interface Listener {
        void text(String text) throws Exception;
    }

    static class Model {
        private Listener listener;

        void setListener(Listener l) {
            listener = l;
        }

        void fire(String text) {
            try {
                listener.text(text);
            } catch (Exception e) {
                return;
            }
        }
    }

    //# own-listener
    static void own() {
        Model model = new Model();
        model.setListener(new Uploader());
        model.fire(FIELD.getString()); //@ typed TextField.getString
    }

    static class Uploader implements Listener {
        public void text(String text) throws Exception {
            Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.own>Main$Model.fire>Main$Uploader.text
        }
    }

    //# two-own-listeners negative
    static void twoOwn() {
        Model a = new Model();
        Model b = new Model();
        a.setListener(new First());
        b.setListener(new Second());
        a.fire(FIELD.getString()); //@ typed TextField.getString
        b.fire("plain");
    }

    static class First implements Listener {
        public void text(String text) throws Exception {
            Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoOwn>Main$Model.fire>Main$First.text
        }
    }

    static class Second implements Listener {
        public void text(String text) throws Exception {
            Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
        }
    }

    static class Task implements Runnable {
        String in;
        String result;

        public void run() {
            result = in;
        }
    }

    //# results-of-two-threads-of-one-class negative
    static void twoTasks() {
        Task a = new Task();
        Task b = new Task();
        a.in = FIELD.getString(); //@ typed TextField.getString
        b.in = "plain";
        Thread first = new Thread(a);
        Thread second = new Thread(b);
        first.start();
        second.start();
        try {
            first.join();
            second.join();
            Connector.open("http://example.com/?q=" + a.result); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoTasks>Main$Task.run>Main.twoTasks
            Connector.open("http://example.com/?q=" + b.result); //! no flow typed-text -> network
        } catch (Exception e) {
            return;
        }
    }

    static final Vector QUEUE = new Vector();

    //# queue-between-threads
    static void queue() {
        new Consumer().start();
        synchronized (QUEUE) {
            QUEUE.addElement(FIELD.getString()); //@ typed TextField.getString
            QUEUE.notify();
        }
    }

    static class Consumer extends Thread {
        public void run() {
            try {
                String text;
                synchronized (QUEUE) {
                    while (QUEUE.isEmpty()) {
                        QUEUE.wait();
                    }
                    text = (String) QUEUE.firstElement();
                    QUEUE.removeElementAt(0);
                }
                Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.queue>Main$Consumer.run
            } catch (Exception e) {
                return;
            }
        }
    }

    //# thread-that-is-never-started negative
    static void idle() {
        Idle idle = new Idle();
        idle.text = FIELD.getString(); //@ typed TextField.getString
        new Thread(idle);
        try {
            Connector.open("http://example.com/?q=" + idle.text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.idle
        } catch (Exception e) {
            return;
        }
    }

    static class Idle implements Runnable {
        String text;

        public void run() {
            try {
                Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
            } catch (Exception e) {
                return;
            }
        }
    }

    static String outbox;

    //# static-state-between-threads
    static void shared() {
        new Poster().start();
        outbox = FIELD.getString(); //@ typed TextField.getString
    }

    static class Poster extends Thread {
        public void run() {
            try {
                while (outbox == null) {
                    sleep(100);
                }
                Connector.open("http://example.com/?q=" + outbox); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.shared>Main$Poster.run
            } catch (Exception e) {
                return;
            }
        }
    }

    abstract static class Tick extends TimerTask {
        String text;
    }

    //# two-timer-tasks negative
    static void twoTimers() {
        Tick a = new Upload();
        Tick b = new Ping();
        a.text = FIELD.getString(); //@ typed TextField.getString
        b.text = "plain";
        Timer timer = new Timer();
        timer.schedule(a, 10);
        timer.schedule(b, 20);
    }

    static class Upload extends Tick {
        public void run() {
            try {
                Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoTimers>Main$Upload.run
            } catch (Exception e) {
                return;
            }
        }
    }

    static class Ping extends Tick {
        public void run() {
            try {
                Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
            } catch (Exception e) {
                return;
            }
        }
    }

    //# text-of-a-message-in-a-listener
    static void listen() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
        c.setMessageListener(new Inbox());
    }

    static class Inbox implements MessageListener {
        public void notifyIncomingMessage(MessageConnection c) {
            try {
                TextMessage m = (TextMessage) c.receive();
                forward(m.getPayloadText()); //@ text TextMessage.getPayloadText
            } catch (Exception e) {
                return;
            }
        }

        private static void forward(String text) throws Exception {
            Connector.open("http://example.com/?q=" + text); //! flow message@text -> network to=Connector.open argument=url path=Main$Inbox.notifyIncomingMessage>Main$Inbox.forward
        }
    }

    //# position-in-a-listener
    static void locate() throws Exception {
        LocationProvider.getInstance(null).setLocationListener(new Tracker(), 60, -1, -1);
    }

    static class Tracker implements LocationListener {
        private double latitude;

        public void locationUpdated(LocationProvider provider, Location location) {
            Coordinates c = location.getQualifiedCoordinates();
            latitude = c.getLatitude(); //@ latitude Coordinates.getLatitude
            report();
        }

        private void report() {
            try {
                Connector.open("http://example.com/?lat=" + latitude); //! flow location@latitude -> network to=Connector.open argument=url path=Main$Tracker.locationUpdated>Main$Tracker.report
            } catch (Exception e) {
                return;
            }
        }

        public void providerStateChanged(LocationProvider provider, int state) {
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
