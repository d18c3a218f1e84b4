package canvaskeys;

import javax.microedition.lcdui.Display;
import javax.microedition.midlet.MIDlet;

/** A canvas that tells keys and game actions apart. */
public class Main extends MIDlet {
    protected void startApp() {
        Display.getDisplay(this).setCurrent(new Game(Display.getDisplay(this)));
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
