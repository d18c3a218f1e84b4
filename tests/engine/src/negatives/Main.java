package negatives;

import javax.microedition.io.Connector;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** What must not resolve to one value, must not be mixed, must not be reached. */
public class Main extends MIDlet {
    static String shared = "sms://1";
    static String[] table = {"a", "b"};

    protected void startApp() {
        try {
            writtenByOthers();
            new Writer().write(System.getProperty("w"));
            aliased();
            aliasedElement(new String[1]);
            twoObjects();
            decidedBranch();
            frozen();
            beyond((int) System.currentTimeMillis());
            kept();
            locals();
            twoBuffers();
            given("sms://7132");
            outer();
            swapped();
            changedTable((int) System.currentTimeMillis());
            notNull(System.getProperty("n"));
            fixedSize();
            Webs.start();
            Dead.start();
            Subroutine.start();
            replacedListener(new Form("f"));
            overwrittenAddress();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# field-written-by-others negative
    static void writtenByOthers() throws Exception {
        Connector.open(shared); //= url="sms://1"|"{System.getProperty(\"w\")}"
    }

    static class Writer {
        void write(String s) {
            shared = s;
        }
    }

    static class Cell {
        String text = "";
    }

    //# two-names-of-one-object negative
    static void aliased() throws Exception {
        Cell one = new Cell();
        Cell two = one;
        one.text = "sms://1";
        two.text = "sms://2";
        Connector.open(one.text); //= url="sms://2"
    }

    //# array-changed-through-another-name negative
    static void aliasedElement(String[] mine) throws Exception {
        mine[0] = "sms://1";
        change(mine);
        Connector.open(mine[0]); //= url="sms://2"
    }

    static void change(String[] theirs) {
        theirs[0] = "sms://2";
    }

    //# fields-of-two-objects-of-one-class negative
    static void twoObjects() throws Exception {
        Cell one = new Cell(), two = new Cell();
        one.text = "sms://1";
        two.text = "sms://2";
        Connector.open(one.text); //= url="sms://1"
        Connector.open(two.text); //= url="sms://2"
    }

    //# branch-that-known-values-rule-out negative
    static void decidedBranch() throws Exception {
        int mode = 2;
        String url = "sms://1";
        if (mode == 1) {
            url = "sms://2";
        }
        Connector.open(url); //= url="sms://1"
    }

    //# buffer-changed-after-to-string negative
    static void frozen() throws Exception {
        StringBuffer b = new StringBuffer("sms://");
        b.append("7132");
        String url = b.toString();
        b.append("99");
        Connector.open(url); //= url="sms://7132"
        Connector.open(b.toString()); //= url="sms://713299"
    }

    //# text-cut-at-an-unknown-index negative
    static void beyond(int n) throws Exception {
        Connector.open("sms://" + "713200".substring(n)); //= url="sms://{?}"
    }

    //# value-of-an-unreached-caller negative
    static void kept() throws Exception {
        open("sms://1");
    }

    public void unused() throws Exception {
        open("sms://2");
    }

    static void open(String url) throws Exception {
        Connector.open(url); //= url="sms://1"
    }

    //# variable-reused negative
    static void locals() throws Exception {
        String s = "sms://1";
        Connector.open(s); //= url="sms://1"
        s = "sms://2";
        Connector.open(s); //= url="sms://2"
    }

    //# two-buffers-of-one-helper negative
    static void twoBuffers() throws Exception {
        StringBuffer one = begin("a"), two = begin("b");
        one.append("1");
        two.append("2");
        Connector.open(one.toString()); //= url="sms://a1"
        Connector.open(two.toString()); //= url="sms://b2"
    }

    static StringBuffer begin(String s) {
        return new StringBuffer("sms://").append(s);
    }

    //# parameter-assigned-in-the-callee negative
    static void given(String url) throws Exception {
        lose(url);
        Connector.open(url); //= url="sms://7132"
    }

    static void lose(String url) {
        url = "sms://1";
        System.getProperty(url); //= key="sms://1"
    }

    //# arguments-in-order negative
    static void swapped() throws Exception {
        two("a", "b");
        two("c", "d");
    }

    static void two(String first, String second) throws Exception {
        Connector.open(second + first); //= url="ba"|"dc"
    }

    static class One {
        String url() {
            return "sms://1";
        }
    }

    static class Two extends One {
        String url() {
            return "sms://2";
        }
    }

    //# override-of-another-object negative
    static void outer() throws Exception {
        One one = new One();
        One two = new Two();
        Connector.open(one.url()); //= url="sms://1"
        Connector.open(two.url()); //= url="sms://2"
    }

    //# table-with-an-unknown-entry negative
    static void changedTable(int n) throws Exception {
        if (n > 5) {
            table[1] = System.getProperty("t");
        }
        Connector.open("x" + table[n & 1]); //= url="x{System.getProperty(\"t\")}"|"xa"|"xb"
    }

    //# value-tested-against-null negative
    static void notNull(String s) throws Exception {
        String url = s == null ? null : "sms://1";
        if (url != null) {
            Connector.open(url); //= url="sms://1"
        }
    }

    //# loop-that-does-not-run negative
    static void fixedSize() throws Exception {
        String url = "sms://1";
        for (int i = 0; i < 0; i++) {
            url = "sms://2";
        }
        Connector.open(url); //= url="sms://1"
    }

    //# listener-made-but-not-registered negative graph
    static void replacedListener(Form form) {
        CommandListener listener = new Forgotten();
        form.setCommandListener(null);
    }

    static class Forgotten implements CommandListener {
        public void commandAction(Command c, Displayable d) {
            System.getProperty("forgotten"); //= unreached triggers=none
        }
    }

    //# address-set-over-another negative
    static void overwrittenAddress() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
        TextMessage m = (TextMessage) c.newMessage("text", "sms://1");
        m.setAddress("sms://2");
        c.send(m); //= message.send address="sms://2"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
