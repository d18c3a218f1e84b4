package infield;

import javax.microedition.lcdui.Choice;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.List;
import javax.microedition.midlet.MIDlet;

/** The sort of screen decides, and the chosen index is kept in a field; another method changes that. */
public class Main extends MIDlet implements CommandListener {
    private final Command ok = new Command("OK", Command.OK, 1);
    private final Form form = new Form("Form");
    private final Form reset = new Form("Reset");
    private int chosen;

    protected void startApp() {
        List list = new List("List", Choice.IMPLICIT, new String[] {"Send", "Form", "Reset"}, null);
        list.setCommandListener(this);
        form.addCommand(ok);
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(list);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (d instanceof List) {
            chosen = ((List) d).getSelectedIndex();
            if (chosen == 0) {
                Sms.send("7132");
            } else if (chosen == 1) {
                Display.getDisplay(this).setCurrent(form);
            } else if (chosen == 2) {
                forget();
                if (chosen == 0) {
                    Display.getDisplay(this).setCurrent(reset);
                }
            }
        } else {
            Sms.send("7133");
        }
    }

    private void forget() {
        chosen = 0;
    }
}
