package triggers;

import javax.microedition.midlet.MIDlet;

/** A content handler that is named by its attribute alone. */
public class Handler extends MIDlet {
    //# content-handler
    protected void startApp() {
        System.getProperty("handler"); //= reached
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
