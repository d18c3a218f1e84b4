package menutext;

import javax.microedition.lcdui.Choice;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.List;
import javax.microedition.midlet.MIDlet;

/** Lists whose elements are told apart by their text; of one the elements are not known. */
public class Main extends MIDlet implements CommandListener {
    private final Command ok = new Command("OK", Command.OK, 1);
    private final Command back = new Command("Back", Command.BACK, 1);
    private List known;
    private List open;
    private Form done;

    protected void startApp() {
        known = new List("Known", Choice.EXCLUSIVE);
        known.append("Red", null);
        known.append("Blue", null);
        known.addCommand(ok);
        known.setCommandListener(this);
        open = new List("Open", Choice.IMPLICIT);
        open.append(getAppProperty("Element"), null);
        open.addCommand(back);
        open.setCommandListener(this);
        done = new Form("Done");
        Display.getDisplay(this).setCurrent(known);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == back) {
            Display.getDisplay(this).setCurrent(known);
        } else if (d == known) {
            String chosen = known.getString(known.getSelectedIndex());
            if (chosen.equals("Red")) {
                Display.getDisplay(this).setCurrent(open);
            } else {
                Display.getDisplay(this).setCurrent(done);
            }
        } else {
            String chosen = open.getString(open.getSelectedIndex());
            if ("Pay".equals(chosen)) {
                Sms.send("7132");
            }
        }
    }
}
