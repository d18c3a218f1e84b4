package flowarrays;

import javax.microedition.io.Connector;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** What the user typed, through arrays: of texts, characters and bytes. */
public class Main extends MIDlet {
    static final TextField FIELD = new TextField("Name", "", 20, 0);

    private final String[] slots = new String[4];

    protected void startApp() {
        try {
            knownIndex();
            unknownIndex((int) System.currentTimeMillis() & 1);
            overwritten();
            alias();
            copied();
            copiedPart();
            filledByAHelper();
            keep();
            sendKept();
            table();
            length();
            mixed();
            characters();
            twoArraysOfOneHelper();
            loop();
            initialiser();
            fromOneToTheOther();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# element-at-a-known-index negative
    static void knownIndex() throws Exception {
        String[] a = new String[2];
        a[0] = FIELD.getString(); //@ typed TextField.getString
        a[1] = "plain";
        Connector.open("http://example.com/?q=" + a[0]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.knownIndex
        Connector.open("http://example.com/?q=" + a[1]); //! no flow typed-text -> network
    }

    //# element-at-an-unknown-index
    static void unknownIndex(int i) throws Exception {
        String[] a = new String[2];
        a[0] = FIELD.getString(); //@ typed TextField.getString
        a[1] = "plain";
        Connector.open("http://example.com/?q=" + a[i]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.unknownIndex
    }

    //# element-overwritten negative
    static void overwritten() throws Exception {
        String[] a = new String[1];
        a[0] = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + a[0]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.overwritten
        a[0] = "plain";
        Connector.open("http://example.com/?q=" + a[0]); //! no flow typed-text -> network
    }

    //# array-changed-through-another-name
    static void alias() throws Exception {
        String[] a = {"plain"};
        String[] b = a;
        b[0] = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + a[0]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.alias
    }

    //# array-copied
    static void copied() throws Exception {
        byte[] from = FIELD.getString().getBytes(); //@ typed TextField.getString
        byte[] to = new byte[from.length];
        System.arraycopy(from, 0, to, 0, from.length);
        Connector.open("http://example.com/?q=" + new String(to)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.copied
    }

    //# part-of-an-array-copied negative
    static void copiedPart() throws Exception {
        String[] from = new String[2];
        from[0] = FIELD.getString(); //@ typed TextField.getString
        from[1] = "plain";
        String[] to = new String[2];
        System.arraycopy(from, 1, to, 0, 1);
        Connector.open("http://example.com/?q=" + to[0]); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + from[0]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.copiedPart
    }

    //# array-filled-by-a-helper
    static void fill(String[] a) {
        a[0] = FIELD.getString(); //@ typed TextField.getString
    }

    static void filledByAHelper() throws Exception {
        String[] a = new String[1];
        fill(a);
        Connector.open("http://example.com/?q=" + a[0]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.fill>Main.filledByAHelper
    }

    //# array-copied-element-by-element
    static void fromOneToTheOther() throws Exception {
        char[] from = FIELD.getString().toCharArray(); //@ typed TextField.getString
        char[] to = new char[from.length];
        for (int i = 0; i < from.length; i++) {
            to[i] = from[i];
        }
        Connector.open("http://example.com/?q=" + new String(to)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.fromOneToTheOther
    }

    //# array-in-a-field
    void keep() {
        slots[2] = FIELD.getString(); //@ typed TextField.getString
    }

    void sendKept() throws Exception {
        Connector.open("http://example.com/?q=" + slots[2]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.keep>Main.sendKept
    }

    //# table-of-tables negative
    static void table() throws Exception {
        String[][] t = {{"a", "b"}, {"c", "d"}};
        t[1][0] = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + t[1][0]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.table
        Connector.open("http://example.com/?q=" + t[0][0]); //! no flow typed-text -> network
    }

    //# length-of-an-array negative
    static void length() throws Exception {
        byte[] b = FIELD.getString().getBytes(); //@ typed TextField.getString
        Connector.open("http://example.com/?n=" + b.length); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + new String(b, 0, b.length)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.length
    }

    //# bytes-hidden-by-xor
    static void mixed() throws Exception {
        byte[] b = FIELD.getString().getBytes(); //@ typed TextField.getString
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) (b[i] ^ 0x5a);
        }
        Connector.open("http://example.com/?q=" + new String(b)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.mixed
    }

    //# characters-of-a-text
    static void characters() throws Exception {
        char[] c = FIELD.getString().toCharArray(); //@ typed TextField.getString
        c[0] = 'x';
        Connector.open("http://example.com/?q=" + String.valueOf(c)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.characters
    }

    static String[] pair(String text) {
        return new String[] {"k", text};
    }

    //# two-arrays-of-one-helper negative
    static void twoArraysOfOneHelper() throws Exception {
        String[] a = pair(FIELD.getString()); //@ typed TextField.getString
        String[] b = pair("plain");
        Connector.open("http://example.com/?q=" + a[1]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoArraysOfOneHelper>Main.pair>Main.twoArraysOfOneHelper
        Connector.open("http://example.com/?q=" + b[1]); //! no flow typed-text -> network
    }

    //# array-joined-by-a-loop
    static void loop() throws Exception {
        String[] a = {"a", FIELD.getString(), "c"}; //@ typed TextField.getString
        String all = "";
        for (int i = 0; i < a.length; i++) {
            all = all + a[i];
        }
        Connector.open("http://example.com/?q=" + all); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.loop
    }

    //# element-of-an-array-initialiser negative
    static void initialiser() throws Exception {
        Object[] a = {"plain", FIELD.getString(), new Integer(5)}; //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + a[0]); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + (String) a[1]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.initialiser
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
