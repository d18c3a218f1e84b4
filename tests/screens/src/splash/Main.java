package splash;

import java.util.Timer;
import java.util.TimerTask;
import javax.microedition.lcdui.Canvas;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.Graphics;
import javax.microedition.midlet.MIDlet;

/** A timer ends the splash screen. */
public class Main extends MIDlet {
    protected void startApp() {
        Display.getDisplay(this).setCurrent(new Splash());
        new Timer().schedule(new Enough(), 2000L);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    private final class Enough extends TimerTask {
        public void run() {
            Display.getDisplay(Main.this).setCurrent(new Form("Main"));
        }
    }

    private static final class Splash extends Canvas {
        protected void paint(Graphics g) {
            g.drawString("Welcome", 0, 0, Graphics.TOP | Graphics.LEFT);
        }
    }
}
