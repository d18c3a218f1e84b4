package triggers;

import javax.microedition.midlet.MIDlet;

public class Pushed extends MIDlet {
    //# static-push-registration
    protected void startApp() {
        //! entry-point push interface=javax.microedition.midlet.MIDlet at=Pushed.startApp
        //! entry-point launch interface=javax.microedition.midlet.MIDlet at=Pushed.startApp
        System.getProperty("Pushed"); //= reached triggers=launch,push unattended
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
