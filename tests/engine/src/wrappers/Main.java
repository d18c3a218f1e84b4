package wrappers;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Values through the application's own layers, Runnable fields, and which object is which. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            properties();
            new Thread(new Job("sms://7132")).start();
            new Task().launch("http://t.example.com");
            text();
            messages();
            connections();
            late(new Holder());
            Sms.send("7132", "hello");
            Sms.send("7133", "stop");
            table();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# one-helper-for-all-property-names
    static String get(String key) {
        try {
            return System.getProperty(key); //= key="com.nokia.mid.imei"|"com.siemens.IMEI"|"device.imei"|"phone.imei"
        } catch (Exception e) {
            return null;
        }
    }

    static void properties() throws Exception {
        String[] keys = {"phone.imei", "com.nokia.mid.imei", "com.siemens.IMEI"};
        for (int i = 0; i < keys.length; i++) {
            get(keys[i]);
        }
        Connector.open("http://example.com/?i=" + get("device.imei"), 2); //= mode=2 url="http://example.com/?i={System.getProperty(\"device.imei\")}"|"http://example.com/?i=null"
    }

    //# value-through-a-runnable-field
    static class Job implements Runnable {
        private final String url;

        Job(String url) {
            this.url = url;
        }

        public void run() {
            try {
                Connector.open(url); //= url="sms://7132"
            } catch (Exception e) {
                return;
            }
        }
    }

    //# value-through-a-field-set-before-start
    static class Task extends Thread {
        private String url;

        void launch(String url) {
            this.url = url;
            start();
        }

        public void run() {
            try {
                Connector.open(url + "/q"); //= url="http://t.example.com/q"
            } catch (Exception e) {
                return;
            }
        }
    }

    static class Text {
        private final StringBuffer buffer = new StringBuffer();

        Text add(String s) {
            buffer.append(s);
            return this;
        }

        public String toString() {
            return buffer.toString();
        }
    }

    //# own-string-builder
    static void text() throws Exception {
        Connector.open(new Text().add("sms:").add("//").add("7132").toString()); //= url="sms://7132"
    }

    //# message-known-by-its-own-address
    static void messages() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
        TextMessage one = (TextMessage) c.newMessage("text", "sms://7131"); //= message.create type="text" address="sms://7131"
        TextMessage two = (TextMessage) c.newMessage("text");
        two.setAddress("sms://7132");
        one.setPayloadText("hello"); //= body="hello"
        c.send(one); //= message.send connection="sms://:5000" address="sms://7131"
        c.send(two); //= message.send connection="sms://:5000" address="sms://7132"
    }

    //# connection-known-by-its-own-address
    static void connections() throws Exception {
        MessageConnection one = (MessageConnection) Connector.open("sms://7131");
        MessageConnection two = (MessageConnection) Connector.open("sms://7132");
        two.send(two.newMessage("text")); //= message.send connection="sms://7132" address="sms://7132"
        one.send(one.newMessage("text")); //= message.send connection="sms://7131" address="sms://7131"
    }

    static class Holder {
        Object[] kept = new Object[1];
    }

    //# value-through-a-holder
    static void late(Holder h) throws Exception {
        h.kept[0] = "sms://7132";
        Connector.open((String) h.kept[0]); //= url="sms://7132"
    }

    //# message-through-a-library-class
    static class Sms {
        static void send(String number, String body) throws Exception {
            String address = "sms://" + number;
            MessageConnection c = (MessageConnection) Connector.open(address); //= connection.open url="sms://7132"|"sms://7133"
            TextMessage m = (TextMessage) c.newMessage(MessageConnection.TEXT_MESSAGE);
            m.setAddress(address);
            m.setPayloadText(body); //= body="hello"|"stop"
            c.send(m); //= message.send address="sms://7132"|"sms://7133"
        }
    }

    static final String[][] TARIFFS = {{"DE", "7131", "199"}, {"FR", "7132", "299"}};

    //# numbers-of-a-billing-table
    static void table() throws Exception {
        String country = System.getProperty("locale");
        for (int i = 0; i < TARIFFS.length; i++) {
            if (TARIFFS[i][0].equals(country)) {
                Connector.open("sms://" + TARIFFS[i][1]); //= url="sms://7131"|"sms://7132"
            }
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
