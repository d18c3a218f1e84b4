package unattended;

import java.util.Timer;
import java.util.TimerTask;
import javax.microedition.midlet.MIDlet;

/** Sends without any screen, at once and by a timer, when it is launched and when a message comes. */
public class Main extends MIDlet {
    protected void startApp() {
        Sms.send("7132");
        new Timer().schedule(new TimerTask() {
            public void run() {
                Sms.later("7133");
            }
        }, 60000L);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
