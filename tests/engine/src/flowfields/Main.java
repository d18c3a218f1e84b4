package flowfields;

import javax.microedition.io.Connector;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** What the user typed, through fields: of which object, of which name, before or after which store. */
public class Main extends MIDlet {
    static final TextField FIELD = new TextField("Name", "", 20, 0);

    private String kept;
    private String untouched = "none";

    protected void startApp() {
        try {
            keep();
            sendKept();
            fieldOfAnObject();
            fieldsOfTwoObjects();
            fieldsOfOneObject();
            alias();
            aliasThroughAParameter();
            overwrittenField();
            overwrittenWithText();
            readBeforeTheStore();
            fillStatic();
            sendStatic();
            chain();
            gettersOfTwoObjects();
            objectsOfOneFactory();
            inherited();
            new Outer().keep();
            captured();
            swapped();
            reassigned();
            copied();
            nulled();
            sameNameInTwoClasses();
            counterFlag();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    static class Holder {
        String value;
        String other;
        Holder next;
    }

    //# field-of-this
    void keep() {
        kept = FIELD.getString(); //@ typed TextField.getString
    }

    void sendKept() throws Exception {
        Connector.open("http://example.com/?q=" + kept); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.keep>Main.sendKept
    }

    //# field-of-an-object
    static void fieldOfAnObject() throws Exception {
        Holder h = new Holder();
        h.value = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + h.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.fieldOfAnObject
    }

    //# fields-of-two-objects negative
    static void fieldsOfTwoObjects() throws Exception {
        Holder a = new Holder();
        Holder b = new Holder();
        a.value = FIELD.getString(); //@ typed TextField.getString
        b.value = "plain";
        Connector.open("http://example.com/?a=" + a.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.fieldsOfTwoObjects
        Connector.open("http://example.com/?b=" + b.value); //! no flow typed-text -> network
    }

    //# two-fields-of-one-object negative
    static void fieldsOfOneObject() throws Exception {
        Holder h = new Holder();
        h.value = "plain";
        h.other = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?v=" + h.value); //! no flow typed-text -> network
        Connector.open("http://example.com/?o=" + h.other); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.fieldsOfOneObject
    }

    //# two-names-of-one-object
    static void alias() throws Exception {
        Holder a = new Holder();
        Holder b = a;
        a.value = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + b.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.alias
    }

    static void fill(Holder target, String text) {
        target.value = text;
    }

    //# object-filled-by-a-helper
    static void aliasThroughAParameter() throws Exception {
        Holder h = new Holder();
        fill(h, FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + h.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.aliasThroughAParameter>Main.fill>Main.aliasThroughAParameter
    }

    //# field-overwritten-with-a-constant negative
    static void overwrittenField() throws Exception {
        Holder h = new Holder();
        h.value = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + h.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.overwrittenField
        h.value = "plain";
        Connector.open("http://example.com/?q=" + h.value); //! no flow typed-text -> network
    }

    //# constant-overwritten-with-text
    static void overwrittenWithText() throws Exception {
        Holder h = new Holder();
        h.value = "plain";
        h.value = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + h.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.overwrittenWithText
    }

    //# field-read-before-the-store negative
    static void readBeforeTheStore() throws Exception {
        Holder h = new Holder();
        Connector.open("http://example.com/?before=" + h.value); //! no flow typed-text -> network
        h.value = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?after=" + h.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.readBeforeTheStore
    }

    static String shared;
    static String apart = "plain";

    //# static-field negative
    static void fillStatic() {
        shared = FIELD.getString(); //@ typed TextField.getString
    }

    static void sendStatic() throws Exception {
        Connector.open("http://example.com/?q=" + shared); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.fillStatic>Main.sendStatic
        Connector.open("http://example.com/?q=" + apart); //! no flow typed-text -> network
    }

    //# chain-of-objects
    static void chain() throws Exception {
        Holder first = new Holder();
        first.next = new Holder();
        first.next.next = new Holder();
        first.next.next.value = FIELD.getString(); //@ typed TextField.getString
        Holder last = first.next.next;
        Connector.open("http://example.com/?q=" + last.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.chain
    }

    static class Person {
        private String name;

        void set(String n) {
            name = n;
        }

        String get() {
            return name;
        }
    }

    //# setters-and-getters-of-two-objects negative
    static void gettersOfTwoObjects() throws Exception {
        Person a = new Person();
        Person b = new Person();
        a.set(FIELD.getString()); //@ typed TextField.getString
        b.set("plain");
        Connector.open("http://example.com/?a=" + a.get()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.gettersOfTwoObjects>Main$Person.set>Main$Person.get>Main.gettersOfTwoObjects
        Connector.open("http://example.com/?b=" + b.get()); //! no flow typed-text -> network
    }

    static Holder make(String text) {
        Holder h = new Holder();
        h.value = text;
        return h;
    }

    //# objects-of-one-factory negative
    static void objectsOfOneFactory() throws Exception {
        Holder a = make(FIELD.getString()); //@ typed TextField.getString
        Holder b = make("plain");
        Connector.open("http://example.com/?a=" + a.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.objectsOfOneFactory>Main.make>Main.objectsOfOneFactory
        Connector.open("http://example.com/?b=" + b.value); //! no flow typed-text -> network
    }

    static class Base {
        private final String text;

        Base(String t) {
            text = t;
        }

        String text() {
            return text;
        }
    }

    static class Derived extends Base {
        Derived(String t) {
            super(t);
        }
    }

    //# field-of-the-superclass-set-by-constructors
    static void inherited() throws Exception {
        Derived d = new Derived(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + d.text()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.inherited>Main$Derived.<init>>Main$Base.<init>>Main$Base.text>Main.inherited
    }

    //# field-of-the-outer-object
    static class Outer {
        String secret;

        class Inner {
            void send() throws Exception {
                Connector.open("http://example.com/?q=" + secret); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main$Outer.keep>Main$Outer$Inner.send
            }
        }

        void keep() throws Exception {
            secret = FIELD.getString(); //@ typed TextField.getString
            new Inner().send();
        }
    }

    interface Job {
        void go() throws Exception;
    }

    //# local-variable-captured-by-an-anonymous-class
    static void captured() throws Exception {
        final String text = FIELD.getString(); //@ typed TextField.getString
        Job job = new Job() {
            public void go() throws Exception {
                Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.captured>Main$1.<init>>Main$1.go
            }
        };
        job.go();
    }

    //# variable-that-holds-another-object-by-then negative
    static void swapped() throws Exception {
        Holder a = new Holder();
        Holder b = new Holder();
        b.value = "plain";
        a.value = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + a.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.swapped
        a = b;
        Connector.open("http://example.com/?q=" + a.value); //! no flow typed-text -> network
    }

    //# variable-overwritten negative
    static void reassigned() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.reassigned
        text = "plain";
        Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
    }

    //# copy-taken-before-the-object-changes negative
    static void copied() throws Exception {
        Holder h = new Holder();
        h.value = "plain";
        String copy = h.value;
        h.value = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + copy); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + h.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.copied
    }

    //# object-replaced-in-a-field negative
    static void nulled() throws Exception {
        Holder box = new Holder();
        box.next = new Holder();
        box.next.value = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + box.next.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.nulled
        box.next = new Holder();
        Connector.open("http://example.com/?q=" + box.next.value); //! no flow typed-text -> network
    }

    static class Twin {
        String value;
    }

    //# fields-of-one-name-in-two-classes negative
    static void sameNameInTwoClasses() throws Exception {
        Holder h = new Holder();
        Twin t = new Twin();
        h.value = FIELD.getString(); //@ typed TextField.getString
        t.value = "plain";
        Connector.open("http://example.com/?q=" + t.value); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + h.value); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.sameNameInTwoClasses
    }

    //# field-that-only-says-that-there-is-text negative
    void counterFlag() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        boolean some = text.length() > 0;
        if (some) {
            untouched = "some";
        }
        Connector.open("http://example.com/?q=" + untouched); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.counterFlag
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
