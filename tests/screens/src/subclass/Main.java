package subclass;

import javax.microedition.lcdui.Display;
import javax.microedition.midlet.MIDlet;

/** Screens that are classes of their own and listen to themselves. */
public class Main extends MIDlet {
    protected void startApp() {
        Display display = Display.getDisplay(this);
        Page last = new Page(display, "Last", "It costs 2 EUR.", null);
        Page first = new Page(display, "First", "Read on.", last);
        display.setCurrent(new Cover(display, first));
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
