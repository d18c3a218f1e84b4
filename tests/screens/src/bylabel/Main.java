package bylabel;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Commands told apart by their label and by their type, also in another method. */
public class Main extends MIDlet implements CommandListener {
    private final Form form = new Form("Shop");
    private final Form help = new Form("Help");

    protected void startApp() {
        form.addCommand(new Command("Buy", Command.SCREEN, 1));
        form.addCommand(new Command("Help", Command.SCREEN, 2));
        form.addCommand(new Command("Leave", Command.EXIT, 3));
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c.getCommandType() == Command.EXIT) {
            Display.getDisplay(this).setCurrent(null);
            return;
        }
        handle(c.getLabel());
    }

    private void handle(String label) {
        if (label.equals("Buy")) {
            Sms.send("7132");
        } else if ("Help".equals(label)) {
            Display.getDisplay(this).setCurrent(help);
        }
    }
}
