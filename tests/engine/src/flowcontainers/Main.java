package flowcontainers;

import java.util.Enumeration;
import java.util.Hashtable;
import java.util.Stack;
import java.util.Vector;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** What the user typed, through containers of the platform and of the application. */
public class Main extends MIDlet {
    static final TextField FIELD = new TextField("Name", "", 20, 0);

    private final Vector lines = new Vector();

    protected void startApp() {
        try {
            vector();
            twoVectors();
            knownIndex();
            keys();
            keyAndValue();
            enumeration();
            stack();
            cleared();
            remember();
            sendAll();
            objectsInAVector();
            copiedOut();
            size();
            ownList();
            twoOwnLists();
            firstAndInserted();
            replaced();
            removed();
            containerInAContainer();
            twoContainersOfOneHelper();
            textOfAContainer();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# vector
    static void vector() throws Exception {
        Vector v = new Vector();
        v.addElement(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + (String) v.elementAt(0)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.vector
    }

    //# two-vectors negative
    static void twoVectors() throws Exception {
        Vector a = new Vector();
        Vector b = new Vector();
        a.addElement(FIELD.getString()); //@ typed TextField.getString
        b.addElement("plain");
        Connector.open("http://example.com/?a=" + a.firstElement()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoVectors
        Connector.open("http://example.com/?b=" + b.firstElement()); //! no flow typed-text -> network
    }

    //# vector-at-a-known-index negative
    static void knownIndex() throws Exception {
        Vector v = new Vector();
        v.addElement(FIELD.getString()); //@ typed TextField.getString
        v.addElement("plain");
        Connector.open("http://example.com/?q=" + (String) v.elementAt(0)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.knownIndex
        Connector.open("http://example.com/?q=" + (String) v.elementAt(1)); //! no flow typed-text -> network
    }

    //# hashtable-with-known-keys negative
    static void keys() throws Exception {
        Hashtable t = new Hashtable();
        t.put("name", FIELD.getString()); //@ typed TextField.getString
        t.put("version", "1.0");
        Connector.open("http://example.com/?q=" + t.get("name")); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.keys
        Connector.open("http://example.com/?q=" + t.get("version")); //! no flow typed-text -> network
    }

    //# text-as-a-key-is-not-the-value negative
    static void keyAndValue() throws Exception {
        Hashtable t = new Hashtable();
        t.put(FIELD.getString(), "plain"); //@ typed TextField.getString
        Connector.open("http://example.com/?v=" + t.elements().nextElement()); //! no flow typed-text -> network
        Connector.open("http://example.com/?k=" + t.keys().nextElement()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.keyAndValue
    }

    //# enumeration-of-elements
    static void enumeration() throws Exception {
        Vector v = new Vector();
        v.addElement("plain");
        v.addElement(FIELD.getString()); //@ typed TextField.getString
        StringBuffer all = new StringBuffer("http://example.com/?q=");
        for (Enumeration e = v.elements(); e.hasMoreElements();) {
            all.append((String) e.nextElement());
        }
        Connector.open(all.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.enumeration
    }

    //# stack
    static void stack() throws Exception {
        Stack s = new Stack();
        s.push(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + (String) s.pop()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.stack
    }

    //# vector-cleared negative
    static void cleared() throws Exception {
        Vector v = new Vector();
        v.addElement(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + v.lastElement()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.cleared
        v.removeAllElements();
        v.addElement("plain");
        Connector.open("http://example.com/?q=" + v.lastElement()); //! no flow typed-text -> network
    }

    //# vector-in-a-field
    void remember() {
        lines.addElement(FIELD.getString()); //@ typed TextField.getString
    }

    void sendAll() throws Exception {
        for (int i = 0; i < lines.size(); i++) {
            Connector.open("http://example.com/?q=" + (String) lines.elementAt(i)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.remember>Main.sendAll
        }
    }

    static class Entry {
        String name;
        String note;
    }

    //# fields-of-an-object-in-a-vector negative
    static void objectsInAVector() throws Exception {
        Entry entry = new Entry();
        entry.name = FIELD.getString(); //@ typed TextField.getString
        entry.note = "plain";
        Vector v = new Vector();
        v.addElement(entry);
        Entry out = (Entry) v.elementAt(0);
        Connector.open("http://example.com/?q=" + out.name); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.objectsInAVector
        Connector.open("http://example.com/?q=" + out.note); //! no flow typed-text -> network
    }

    //# vector-copied-into-an-array
    static void copiedOut() throws Exception {
        Vector v = new Vector();
        v.addElement(FIELD.getString()); //@ typed TextField.getString
        String[] a = new String[v.size()];
        v.copyInto(a);
        Connector.open("http://example.com/?q=" + a[0]); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.copiedOut
    }

    //# size-of-a-container negative
    static void size() throws Exception {
        Vector v = new Vector();
        v.addElement(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?n=" + v.size() + v.contains("x")); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + v.elementAt(0)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.size
    }

    static class Node {
        String text;
        Node next;
    }

    static class List {
        private Node head;

        void add(String text) {
            Node node = new Node();
            node.text = text;
            node.next = head;
            head = node;
        }

        String first() {
            return head.text;
        }
    }

    //# own-linked-list
    static void ownList() throws Exception {
        List list = new List();
        list.add("plain");
        list.add(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + list.first()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.ownList>Main$List.add>Main$List.first>Main.ownList
    }

    //# two-own-linked-lists negative
    static void twoOwnLists() throws Exception {
        List a = new List();
        List b = new List();
        a.add(FIELD.getString()); //@ typed TextField.getString
        b.add("plain");
        Connector.open("http://example.com/?a=" + a.first()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoOwnLists>Main$List.add>Main$List.first>Main.twoOwnLists
        Connector.open("http://example.com/?b=" + b.first()); //! no flow typed-text -> network
    }

    //# element-inserted
    static void firstAndInserted() throws Exception {
        Vector v = new Vector();
        v.addElement("plain");
        v.insertElementAt(FIELD.getString(), 0); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + v.firstElement()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.firstAndInserted
    }

    //# element-replaced negative
    static void replaced() throws Exception {
        Vector v = new Vector();
        v.addElement(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + v.elementAt(0)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.replaced
        v.setElementAt("plain", 0);
        Connector.open("http://example.com/?q=" + v.elementAt(0)); //! no flow typed-text -> network
    }

    //# element-removed negative
    static void removed() throws Exception {
        Hashtable t = new Hashtable();
        t.put("k", FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + t.get("k")); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.removed
        t.remove("k");
        Connector.open("http://example.com/?q=" + t.get("k")); //! no flow typed-text -> network
    }

    //# container-in-a-container
    static void containerInAContainer() throws Exception {
        Hashtable outer = new Hashtable();
        Vector inner = new Vector();
        outer.put("list", inner);
        inner.addElement(FIELD.getString()); //@ typed TextField.getString
        Vector again = (Vector) outer.get("list");
        Connector.open("http://example.com/?q=" + again.elementAt(0)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.containerInAContainer
    }

    static Vector listOf(Object first) {
        Vector v = new Vector();
        v.addElement(first);
        return v;
    }

    //# two-containers-of-one-helper negative
    static void twoContainersOfOneHelper() throws Exception {
        Vector a = listOf(FIELD.getString()); //@ typed TextField.getString
        Vector b = listOf("plain");
        Connector.open("http://example.com/?a=" + a.elementAt(0)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoContainersOfOneHelper>Main.listOf>Main.twoContainersOfOneHelper
        Connector.open("http://example.com/?b=" + b.elementAt(0)); //! no flow typed-text -> network
    }

    //# text-of-a-container
    static void textOfAContainer() throws Exception {
        Vector v = new Vector();
        v.addElement(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + v.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.textOfAContainer
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
