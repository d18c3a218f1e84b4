package callgraph;

import javax.microedition.midlet.MIDlet;

/** A MIDlet that no MIDlet-n names. */
public class Hidden extends MIDlet {
    //# undeclared-midlet
    protected void startApp() {
        //! entry-point launch interface=javax.microedition.midlet.MIDlet undeclared=true at=Hidden.startApp
        System.getProperty("hidden"); //= reached triggers=launch
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
