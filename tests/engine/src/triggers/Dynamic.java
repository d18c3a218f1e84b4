package triggers;

import javax.microedition.midlet.MIDlet;

public class Dynamic extends MIDlet {
    //# push-registered-by-code
    protected void startApp() {
        //! entry-point push interface=javax.microedition.midlet.MIDlet at=Dynamic.startApp
        //! entry-point launch interface=javax.microedition.midlet.MIDlet at=Dynamic.startApp
        System.getProperty("Dynamic"); //= reached triggers=launch,push unattended
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
