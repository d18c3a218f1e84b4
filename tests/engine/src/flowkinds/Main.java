package flowkinds;

import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Every kind of source to one sink, and one source to every kind of sink. */
public class Main extends MIDlet {
    static final TextField FIELD = new TextField("Name", "", 20, 0);

    protected void startApp() {
        try {
            Sources.run();
            Sinks.run(this);
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
