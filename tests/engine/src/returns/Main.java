package returns;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Values that methods give back. */
public class Main extends MIDlet {
    private final Shop shop = new Shop();

    protected void startApp() {
        try {
            constant();
            either();
            echoed();
            virtual(System.currentTimeMillis() > 5 ? (Shop) new Cheap() : new Dear());
            array();
            buffer();
            fluent();
            getter();
            nothing();
            thrown();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# constant-returned
    static void constant() throws Exception {
        Connector.open("sms://" + number()); //= url="sms://7132"
    }

    static int number() {
        return 7132;
    }

    //# one-of-two-returned
    static void either() throws Exception {
        Connector.open(free(System.currentTimeMillis())); //= url="http://free"|"sms://7132"
    }

    static String free(long now) {
        if (now > 1000) {
            return "http://free";
        }
        return "sms://7132";
    }

    //# parameter-returned
    static void echoed() throws Exception {
        Connector.open(echo("sms://7131")); //= url="sms://7131"
        Connector.open(echo("sms://7132").substring(6)); //= url="7132"
    }

    static String echo(String s) {
        return s;
    }

    static class Shop {
        String number() {
            return "7130";
        }

        Shop self() {
            return this;
        }
    }

    static class Cheap extends Shop {
        String number() {
            return "7131";
        }
    }

    static class Dear extends Shop {
        String number() {
            return "9" + super.number();
        }
    }

    //# returned-by-either-of-two-classes
    static void virtual(Shop shop) throws Exception {
        Connector.open("sms://" + shop.number()); //= url="sms://7131"|"sms://97130"
    }

    //# array-returned
    static void array() throws Exception {
        Connector.open(parts()[1] + parts()[0]); //= url="sms://7132"
    }

    static String[] parts() {
        return new String[] {"7132", "sms://"};
    }

    //# buffer-returned
    static void buffer() throws Exception {
        Connector.open(begun().append("7132").toString()); //= url="sms://7132"
    }

    static StringBuffer begun() {
        return new StringBuffer("sms://");
    }

    //# this-returned
    void fluent() throws Exception {
        Connector.open("sms://" + shop.self().self().number()); //= url="sms://7130"
    }

    //# getter-of-a-field
    static void getter() throws Exception {
        Connector.open(new Box("sms://7131").get()); //= url="sms://7131"
        Connector.open(new Box("sms://7132").get()); //= url="sms://7132"
    }

    static class Box {
        private String content;

        Box(String content) {
            this.content = content;
        }

        String get() {
            return content;
        }
    }

    //# null-returned
    static void nothing() throws Exception {
        Connector.open(find(System.getProperty("a"))); //= url=null|"sms://7132"
    }

    static String find(String s) {
        return "x".equals(s) ? "sms://7132" : null;
    }

    //# text-carried-by-an-exception
    static void thrown() throws Exception {
        try {
            throw new RuntimeException("sms://7132");
        } catch (RuntimeException e) {
            Connector.open(e.getMessage()); //= url="sms://7132"
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
