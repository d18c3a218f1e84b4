package literals;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Literals and concatenation. */
public class Main extends MIDlet {
    static final String HOST = "http://a.example.com";

    protected void startApp() {
        try {
            literal();
            folded();
            pieces();
            ofInts("/p");
            ofOtherTypes();
            nothing();
            odd();
            className();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# literal
    static void literal() throws Exception {
        Connector.open("sms://7132"); //= url="sms://7132"
    }

    //# constant-folded-by-the-compiler
    static void folded() throws Exception {
        Connector.open(HOST + "/x"); //= url="http://a.example.com/x"
    }

    //# concatenation-of-locals
    static void pieces() throws Exception {
        String scheme = "sms://", number = "7132";
        String port = ":" + "50";
        Connector.open(scheme + number + port); //= url="sms://7132:50"
    }

    //# concatenation-with-int-and-char
    static void ofInts(String path) throws Exception {
        int port = 8080;
        char slash = '/';
        Connector.open("socket://example.com:" + port + slash + path); //= url="socket://example.com:8080//p"
    }

    //# concatenation-with-long-boolean-null
    static void ofOtherTypes() throws Exception {
        long big = 5000000000L;
        boolean yes = true;
        Object none = null;
        Connector.open("http://example.com/?a=" + big + "&b=" + yes + "&c=" + none); //= url="http://example.com/?a=5000000000&b=true&c=null"
    }

    //# null-argument
    static void nothing() throws Exception {
        Connector.open(null, 2); //= url=null mode=2
    }

    //# braces-quotes-and-controls-are-escaped
    static void odd() throws Exception {
        Connector.open("a{b}\"c\\d\te"); //= url="a\{b\}\"c\\d\te"
    }

    //# name-of-a-class
    void className() throws Exception {
        Connector.open("http://example.com/" + new Empty().getClass().getName()); //= url="http://example.com/literals.Empty"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
