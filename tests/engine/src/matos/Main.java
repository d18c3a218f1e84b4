package matos;

import java.util.Vector;
import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** One case for each limit of MATOS that analysis can show not to be one here, by its number. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            a("sms://7132");
            a("help", 3);
            number("7131");
            number("7132");
            plugin();
            letters("XSMS://7132X");
            branch();
            endpoint(0, "http://a.example.com");
            property();
            shortNumber((MessageConnection) Connector.open("sms://:5000"));
            Way.open();
            new Counted().report();
            shared(System.currentTimeMillis());
            twice((MessageConnection) Connector.open("sms://:5001"));
            entries();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# overloads limit-1 negative
    static void a(String url) throws Exception {
        Connector.open(url); //= url="sms://7132"
    }

    static void a(String text, int n) {
        System.getProperty(text + n); //= key="help3"
    }

    //# prefix-with-a-set-behind-it limit-2
    static void number(String number) throws Exception {
        Connector.open("sms://" + number); //= url="sms://7131"|"sms://7132"
    }

    public static class Plugin implements Runnable {
        //# sink-behind-reflection limit-3 graph
        public void run() {
            System.getProperty("plugin"); //= reached triggers=launch
        }
    }

    static void plugin() throws Exception {
        ((Runnable) Class.forName("matos.Main$Plugin").newInstance()).run();
    }

    //# operations-on-text limit-4
    static void letters(String s) throws Exception {
        char[] c = s.substring(1).trim().toLowerCase().replace('x', ' ').toCharArray();
        Vector v = new Vector();
        v.addElement(new String(c, 0, c.length - 1));
        Connector.open((String) v.elementAt(0)); //= url="sms://7132"
    }

    //# branches-of-a-buffer limit-5
    static void branch() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/");
        if (System.currentTimeMillis() > 5) {
            b.append("a");
        } else {
            b.append("b");
        }
        Connector.open(b.append("c").toString()); //= url="http://example.com/ac"|"http://example.com/bc"
    }

    //# recursive-value limit-6
    static void endpoint(int n, String url) throws Exception {
        Connector.open(url); //= url="http://a.example.com"|"http://b.example.com"|"http://c.example.com"
        if (n < 5) {
            endpoint(n + 1, n == 2 ? "http://b.example.com" : "http://c.example.com");
        }
    }

    //# app-property limit-8
    void property() throws Exception {
        Connector.open("http://" + getAppProperty("Host")); //= url="http://h.example.com" properties=Host
    }

    //# number-with-port-and-number-set-later limit-9
    static void shortNumber(MessageConnection c) throws Exception {
        TextMessage m = (TextMessage) c.newMessage("text"); //= type="text"
        m.setAddress("sms://7132:50"); //= address="sms://7132:50"
        c.send(m); //= message.send address="sms://7132:50" connection="sms://:5000"
    }

    //# missing-class-in-the-manifest-and-protected-field limit-10
    static class Counted extends Vector {
        void report() throws Exception {
            addElement("x");
            Connector.open("sms://7132", elementCount == 0 ? 1 : 2); //= url="sms://7132" reached
        }
    }

    //# shared-parts-do-not-multiply limit-11
    static void shared(long bits) throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/");
        b.append((bits & 1) == 0 ? "a" : "b").append((bits & 2) == 0 ? "a" : "b").append((bits & 4) == 0 ? "a" : "b");
        b.append((bits & 8) == 0 ? "a" : "b").append((bits & 16) == 0 ? "a" : "b").append((bits & 32) == 0 ? "a" : "b");
        b.append((bits & 64) == 0 ? "a" : "b").append((bits & 128) == 0 ? "a" : "b").append("#end");
        Connector.open(b.toString()); //= url="http://example.com/{?}a#end"|"http://example.com/{?}b#end"
    }

    //# one-call-is-one-fact limit-12
    static void twice(MessageConnection c) throws Exception {
        TextMessage m = (TextMessage) c.newMessage("text");
        //! call message.set-address target=javax.wireless.messaging.Message.setAddress(Ljava/lang/String;)V
        //! no call message.set-address target=com.nokia.mid.messaging.Message.setAddress(Ljava/lang/String;)V
        m.setAddress("sms://7132"); //= message.set-address address="sms://7132"
    }

    //# class-of-several-entries limit-13 graph
    static void entries() {
        //! entry-point launch undeclared=false interface=javax.microedition.midlet.MIDlet at=Main.startApp
        System.getProperty("entries"); //= reached triggers=launch chain.launch=Main.startApp>Main.entries
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
