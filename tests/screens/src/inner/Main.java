package inner;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Each form has a listener class of its own. */
public class Main extends MIDlet {
    private Form other;

    protected void startApp() {
        final Display display = Display.getDisplay(this);
        final Command go = new Command("Go", Command.OK, 1);
        Form form = new Form("Inner");
        form.addCommand(go);
        form.setCommandListener(new CommandListener() {
            public void commandAction(Command c, Displayable d) {
                if (c == go) {
                    display.setCurrent(other);
                }
            }
        });
        other = new Form("Other");
        other.addCommand(go);
        other.setCommandListener(new Sender());
        display.setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    private static final class Sender implements CommandListener {
        public void commandAction(Command c, Displayable d) {
            Sms.send("7132");
        }
    }
}
