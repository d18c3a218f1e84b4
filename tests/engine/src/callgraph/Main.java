package callgraph;

import java.util.Vector;
import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Which methods run, and how they are reached. */
public class Main extends MIDlet {
    private final Initialised early = new Initialised();

    protected void startApp() {
        try {
            virtual(new Left());
            new Dog();
            anInterface(new Opener[] {new First(), new Second()});
            new Child().open();
            new Template().go();
            new Base().inherited();
            new Heir().inherited();
            lazily();
            caught();
            thrown();
            ofVector();
            asText(new Named());
            contained(new Vector());
            Same.start();
            Returns.start();
            one();
            directly(new Job());
            instance();
            throughField();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# field-initialiser-of-the-midlet
    static class Initialised {
        Initialised() {
            System.getProperty("constructor"); //= triggers=launch via=none reached unattended !loop !gated chain.launch=Main.<init>>Main$Initialised.<init>
        }
    }

    //# chain-of-calls
    static void one() throws Exception {
        two();
    }

    static void two() throws Exception {
        three();
    }

    static void three() throws Exception {
        Connector.open("sms://7132"); //= triggers=launch chain.launch=Main.startApp>Main.one>Main.two>Main.three
    }

    static abstract class Animal {
        abstract void speak();
    }

    //# virtual-call-goes-where-an-object-was-made negative
    static class Left extends Animal {
        void speak() {
            System.getProperty("left"); //= reached triggers=launch
        }
    }

    static class Dog extends Animal {
        void speak() {
            System.getProperty("dog"); //= unreached triggers=none
        }
    }

    static class Cat extends Animal {
        void speak() {
            System.getProperty("cat"); //= unreached triggers=none
        }
    }

    static void virtual(Animal animal) {
        animal.speak();
    }

    interface Opener {
        void open() throws Exception;
    }

    //# interface-call-with-two-classes
    static class First implements Opener {
        public void open() throws Exception {
            Connector.open("sms://1"); //= reached triggers=launch
        }
    }

    static class Second implements Opener {
        public void open() throws Exception {
            Connector.open("sms://2"); //= reached triggers=launch chain.launch=Main.startApp>Main.anInterface>Main$Second.open
        }
    }

    static void anInterface(Opener[] all) throws Exception {
        for (int i = 0; i < all.length; i++) {
            all[i].open();
        }
    }

    static class Parent {
        void open() throws Exception {
            Connector.open("sms://parent"); //= reached
        }
    }

    //# super-call
    static class Child extends Parent {
        void open() throws Exception {
            super.open();
            Connector.open("sms://child"); //= reached chain.launch=Main.startApp>Main$Child.open
        }
    }

    //# abstract-method-called-by-its-own-class
    static abstract class Frame {
        void go() {
            hook();
        }

        abstract void hook();
    }

    static class Template extends Frame {
        void hook() {
            System.getProperty("hook"); //= reached chain.launch=Main.startApp>Main$Frame.go>Main$Template.hook
        }
    }

    //# inherited-method-and-overridden-one
    static class Base {
        void inherited() {
            part();
        }

        void part() {
            System.getProperty("base"); //= reached
        }
    }

    static class Heir extends Base {
        void part() {
            System.getProperty("heir"); //= reached
        }
    }

    static class Lazy {
        static final String URL = url();

        //# static-initialiser
        static String url() {
            System.getProperty("lazy"); //= reached triggers=launch chain.launch=Main.startApp>Main.lazily>Main$Lazy.<clinit>>Main$Lazy.url
            return "http://lazy";
        }
    }

    static void lazily() throws Exception {
        Connector.open(Lazy.URL); //= url="http://lazy"
    }

    //# static-initialiser-that-nothing-runs negative
    static class Never {
        static final String URL = System.getProperty("never"); //= unreached triggers=none

        static void touch() {
            System.getProperty(URL);
        }
    }

    //# exception-handlers-and-finally
    static void caught() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            System.getProperty("handler"); //= reached
        } finally {
            System.getProperty("finally"); //= reached
        }
    }

    static class Failure extends Exception {
        public String getMessage() {
            return System.getProperty("failure"); //= reached
        }
    }

    //# method-of-a-thrown-object
    static void thrown() {
        try {
            fail();
        } catch (Exception e) {
            System.getProperty("message" + e.getMessage()); //= reached
        }
    }

    static void fail() throws Exception {
        throw new Failure();
    }

    //# object-out-of-a-collection
    static void ofVector() throws Exception {
        Vector all = new Vector();
        all.addElement(new Kept());
        ((Opener) all.elementAt(0)).open();
    }

    static class Kept implements Opener {
        public void open() throws Exception {
            Connector.open("sms://kept"); //= reached triggers=launch via=none
        }
    }

    //# to-string-by-concatenation
    static class Named {
        public String toString() {
            return System.getProperty("name"); //= reached triggers=launch
        }
    }

    static void asText(Object named) {
        System.getProperty("x" + named); //= reached
    }

    //# equals-by-a-collection
    static class Key {
        public boolean equals(Object other) {
            System.getProperty("equals"); //= reached triggers=launch
            return false;
        }
    }

    static void contained(Vector all) {
        all.addElement("x");
        all.contains(new Key());
    }

    //# own-class-of-a-platform-interface-called-directly
    static class Job implements Runnable {
        public void run() {
            System.getProperty("job"); //= reached triggers=launch via=none
        }
    }

    static void directly(Runnable job) {
        job.run();
    }

    //# object-in-a-field
    private Opener opener;

    void throughField() throws Exception {
        opener = new Field();
        opener.open();
    }

    static class Field implements Opener {
        public void open() throws Exception {
            Connector.open("sms://field"); //= reached
        }
    }

    private void instance() {
        new Object() {
            //# anonymous-class
            void go() {
                System.getProperty("anonymous"); //= reached chain.launch=Main.startApp>Main.instance>Main$1.go
            }
        }.go();
    }

    //# method-that-nothing-calls negative
    public void forgotten() throws Exception {
        Connector.open("sms://7133"); //= unreached triggers=none via=none url="sms://7133"
        deeper("sms://7134");
    }

    static void deeper(String url) throws Exception {
        Connector.open(url); //= unreached triggers=none url="sms://7134"
    }

    protected void pauseApp() {
    }

    //# destroy-app-is-called-by-the-platform
    protected void destroyApp(boolean unconditional) {
        //! entry-point launch interface=javax.microedition.midlet.MIDlet undeclared=false at=Main.destroyApp
        System.getProperty("destroy"); //= reached triggers=launch
    }
}
