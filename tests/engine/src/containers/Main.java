package containers;

import java.util.Enumeration;
import java.util.Hashtable;
import java.util.Stack;
import java.util.Vector;
import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** What goes into the collections of CLDC comes out of them. */
public class Main extends MIDlet {
    static final Vector NUMBERS = new Vector();
    static final Hashtable BY_COUNTRY = new Hashtable();

    static {
        NUMBERS.addElement("7131");
        NUMBERS.addElement("7132");
        BY_COUNTRY.put("DE", "7133");
        BY_COUNTRY.put("FR", "7134");
    }

    static int any() {
        return (int) System.currentTimeMillis() & 1;
    }

    protected void startApp() {
        try {
            vector();
            anyElement();
            hashtable();
            anyKey(System.getProperty("locale"));
            missing();
            enumerated();
            stack();
            replaced();
            integers();
            keys();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# vector-at-known-index
    static void vector() throws Exception {
        Vector v = new Vector();
        v.addElement("sms://7131");
        v.addElement("sms://7132");
        Connector.open((String) v.elementAt(1)); //= url="sms://7132"
        Connector.open((String) v.firstElement()); //= url="sms://7131"
        Connector.open(v.lastElement().toString()); //= url="sms://7132"
    }

    //# vector-at-unknown-index
    static void anyElement() throws Exception {
        Connector.open("sms://" + NUMBERS.elementAt(any())); //= url="sms://7131"|"sms://7132"
    }

    //# hashtable-with-known-key
    static void hashtable() throws Exception {
        Hashtable h = new Hashtable();
        h.put("url", "sms://7132");
        h.put("text", "hello");
        Connector.open((String) h.get("url")); //= url="sms://7132"
    }

    //# hashtable-with-unknown-key
    static void anyKey(String locale) throws Exception {
        String number = (String) BY_COUNTRY.get(locale);
        if (number != null) {
            Connector.open("sms://" + number); //= url="sms://7133"|"sms://7134"
        }
    }

    //# hashtable-without-the-key-gives-null negative
    static void missing() throws Exception {
        Hashtable h = new Hashtable();
        h.put("a", "sms://7132");
        Connector.open((String) h.get("b")); //= url=null
    }

    //# enumeration-of-elements
    static void enumerated() throws Exception {
        for (Enumeration e = NUMBERS.elements(); e.hasMoreElements();) {
            Connector.open("sms://" + e.nextElement()); //= url="sms://7131"|"sms://7132"
        }
    }

    //# enumeration-of-keys
    static void keys() throws Exception {
        Enumeration e = BY_COUNTRY.keys();
        while (e.hasMoreElements()) {
            String key = (String) e.nextElement();
            Connector.open("c" + key); //= url="cDE"|"cFR"
        }
    }

    //# stack
    static void stack() throws Exception {
        Stack s = new Stack();
        s.push("sms://7131");
        s.push("sms://7132");
        Connector.open((String) s.pop()); //= url="sms://7132"
        Connector.open((String) s.peek()); //= url="sms://7131"
    }

    //# element-replaced-and-inserted
    static void replaced() throws Exception {
        Vector v = new Vector();
        v.addElement("a");
        v.insertElementAt("b", 0);
        v.setElementAt("c", 1);
        Connector.open("" + v.elementAt(0) + v.elementAt(1) + v.size()); //= url="bc2"
    }

    //# boxed-ints-in-a-hashtable
    static void integers() throws Exception {
        Hashtable h = new Hashtable();
        h.put(new Integer(1), new Integer(7132));
        int number = ((Integer) h.get(new Integer(1))).intValue();
        Connector.open("sms://" + number); //= url="sms://7132"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
