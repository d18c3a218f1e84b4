package parameters;

import javax.microedition.io.Connector;
import javax.microedition.lcdui.Canvas;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Graphics;
import javax.microedition.media.Manager;
import javax.microedition.media.Player;
import javax.microedition.media.PlayerListener;
import javax.microedition.midlet.MIDlet;

/** Values that come in through parameters. */
public class Main extends MIDlet implements PlayerListener {
    protected void startApp() {
        try {
            five();
            perSite();
            correlated();
            deep("7132");
            overloads();
            new Sender("sms://", 50).to("7132");
            new Quiet().go();
            scheme("sms");
            passed("sms://7132", 1);
            Player player = Manager.createPlayer("http://example.com/a.mid");
            player.addPlayerListener(this);
            Display.getDisplay(this).setCurrent(new Keys());
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# helper-called-with-five-constants-has-five-values
    static void five() throws Exception {
        send("7131");
        send("7132");
        send("7133");
        send("7134");
        send("7135");
    }

    static void send(String number) throws Exception {
        Connector.open("sms://" + number + ":50"); //= url="sms://7131:50"|"sms://7132:50"|"sms://7133:50"|"sms://7134:50"|"sms://7135:50"
    }

    //# each-site-has-its-own-value
    static void perSite() throws Exception {
        Connector.open(url("7131", 1)); //= url="sms://7131:1"
        Connector.open(url("7132", 2)); //= url="sms://7132:2"
        Connector.open(url("7133", 3)); //= url="sms://7133:3"
        Connector.open(url("7134", 4)); //= url="sms://7134:4"
        Connector.open(url("7135", 5)); //= url="sms://7135:5"
    }

    static String url(String number, int port) {
        return "sms://" + number + ":" + port;
    }

    //# parameters-of-one-call-stay-together negative
    static void correlated() throws Exception {
        pair("a", "1");
        pair("b", "2");
    }

    static void pair(String host, String port) throws Exception {
        Connector.open("socket://" + host + ":" + port); //= url="socket://a:1"|"socket://b:2"
    }

    //# four-calls-deep
    static void deep(String number) throws Exception {
        one(number, "x");
        one("9", "y");
    }

    static void one(String number, String tail) throws Exception {
        two(tail, "sms://" + number);
    }

    static void two(String tail, String url) throws Exception {
        three(url + "?" + tail);
    }

    static void three(String url) throws Exception {
        Connector.open(url); //= url="sms://7132?x"|"sms://9?y"
    }

    //# overloads-are-told-apart-by-descriptor negative limit-1
    static void overloads() throws Exception {
        a("sms://7132");
        a("help text", 1);
        a(new StringBuffer("more help"));
    }

    static void a(String url) throws Exception {
        Connector.open(url); //= url="sms://7132"
    }

    static void a(String text, int n) {
        System.getProperty(text); //= key="help text"
    }

    static void a(StringBuffer text) {
        System.getProperty(text.toString()); //= key="more help"
    }

    //# constructor-parameters
    static class Sender {
        private final String prefix;
        private final int port;

        Sender(String prefix, int port) {
            this.prefix = prefix;
            this.port = port;
        }

        void to(String number) throws Exception {
            Connector.open(prefix + number + ":" + port); //= url="sms://7132:50"
        }
    }

    //# parameter-of-a-virtual-method
    static abstract class Loud {
        abstract void open(String host) throws Exception;

        void go() throws Exception {
            open("h.example.com");
        }
    }

    static class Quiet extends Loud {
        void open(String host) throws Exception {
            Connector.open("http://" + host); //= url="http://h.example.com"
        }
    }

    //# overload-that-fills-in-a-default
    static void scheme(String s) throws Exception {
        scheme(s, "7132");
    }

    static void scheme(String s, String number) throws Exception {
        Connector.open(s + "://" + number); //= url="sms://7132"
    }

    //# parameter-reassigned
    static void passed(String url, int mode) throws Exception {
        if (System.currentTimeMillis() > 5) {
            url = "sms://7133";
            mode++;
        }
        Connector.open(url); //= url="sms://7132"|"sms://7133"
        Connector.open("x", mode); //= mode=1|2
    }

    //# text-from-the-platform
    public void playerUpdate(Player player, String event, Object data) {
        System.getProperty("on-" + event); //= key="on-{PlayerListener.playerUpdate#2}"
    }

    //# int-from-the-platform
    static class Keys extends Canvas {
        protected void keyPressed(int key) {
            System.getProperty("key" + key); //= key="key{Canvas.keyPressed#1}"
        }

        protected void paint(Graphics g) {
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
