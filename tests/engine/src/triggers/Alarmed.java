package triggers;

import javax.microedition.midlet.MIDlet;

public class Alarmed extends MIDlet {
    //# alarm-registered-by-code
    protected void startApp() {
        //! entry-point alarm interface=javax.microedition.midlet.MIDlet at=Alarmed.startApp
        //! entry-point launch interface=javax.microedition.midlet.MIDlet at=Alarmed.startApp
        System.getProperty("Alarmed"); //= reached triggers=alarm,launch unattended
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
