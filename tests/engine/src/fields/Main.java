package fields;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Static and instance fields. */
public class Main extends MIDlet {
    static final String COMPUTED = "http://" + host();
    static String both = "sms://1";
    private String inner = "sms://7132";
    private String opened;
    private final Account first = new Account("7131", 1), second = new Account("7132", 2);

    static String host() {
        return "h.example.com";
    }

    protected void startApp() {
        try {
            initialised();
            written();
            changed();
            ofThis();
            constructed();
            inherited();
            throughInner();
            ofInterface();
            assigned(new Account("a", 1), new Account("b", 2));
            inOrder();
            linked();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# static-final-computed
    static void initialised() throws Exception {
        Connector.open(COMPUTED); //= url="http://h.example.com"
    }

    //# static-written-in-two-places
    static void written() throws Exception {
        Connector.open(both); //= url="sms://1"|"sms://2"
    }

    public void changeIt() {
        both = "sms://3";
    }

    static void changed() {
        both = "sms://2";
    }

    //# instance-field-of-this
    void ofThis() throws Exception {
        Connector.open(inner); //= url="sms://7132"
    }

    //# fields-of-two-objects-are-not-mixed negative
    void constructed() throws Exception {
        Connector.open("sms://" + first.number, first.mode); //= url="sms://7131" mode=1
        Connector.open(second.url(), second.mode); //= url="sms://7132" mode=2
    }

    //# inherited-field
    static void inherited() throws Exception {
        Premium p = new Premium();
        Connector.open("sms://" + p.number + p.extra); //= url="sms://9000x"
    }

    //# field-of-the-outer-class
    void throughInner() throws Exception {
        new Opener().open();
    }

    class Opener {
        void open() throws Exception {
            Connector.open(inner); //= url="sms://7132"
        }
    }

    //# constant-of-an-interface
    static void ofInterface() throws Exception {
        Connector.open(Urls.COMPUTED); //= url="http://i.example.com"
    }

    //# field-assigned-through-a-parameter
    static void assigned(Account a, Account b) throws Exception {
        rename(a, "7001");
        Connector.open("sms://" + b.number); //= url="sms://b"
        Connector.open("sms://" + a.last); //= url="sms://7001"
    }

    static void rename(Account a, String number) {
        a.last = number;
    }

    //# field-set-and-read-in-one-method
    void inOrder() throws Exception {
        opened = "sms://7132";
        Connector.open(opened); //= url="sms://7132"
    }

    //# chain-of-objects
    static void linked() throws Exception {
        Node list = new Node("c", new Node("b", new Node("a", null)));
        Connector.open(list.next.text + list.text); //= url="bc"
    }

    static class Node {
        final String text;
        final Node next;

        Node(String text, Node next) {
            this.text = text;
            this.next = next;
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
