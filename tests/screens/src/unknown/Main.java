package unknown;

import java.util.Vector;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Screens that are taken out of a container, and one that is made by a name that is not known. */
public class Main extends MIDlet implements CommandListener {
    private final Command any = new Command("Any", Command.OK, 1);
    private final Command load = new Command("Load", Command.OK, 2);
    private final Vector screens = new Vector();

    protected void startApp() {
        Form start = new Form("Start");
        start.addCommand(any);
        start.addCommand(load);
        start.setCommandListener(this);
        screens.addElement(new Form("A"));
        screens.addElement(new Form("B"));
        Display.getDisplay(this).setCurrent(start);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == any) {
            int n = (int) (System.currentTimeMillis() & 1);
            Display.getDisplay(this).setCurrent((Displayable) screens.elementAt(n));
        } else {
            try {
                Displayable made = (Displayable) Class.forName(getAppProperty("Screen")).newInstance();
                Display.getDisplay(this).setCurrent(made);
            } catch (Exception e) {
                notifyDestroyed();
            }
        }
    }
}
