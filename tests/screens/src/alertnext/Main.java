package alertnext;

import javax.microedition.lcdui.Alert;
import javax.microedition.lcdui.AlertType;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** An alert with a screen to follow, and one that gives way to the screen before it. */
public class Main extends MIDlet implements CommandListener {
    private final Command next = new Command("Next", Command.SCREEN, 1);
    private final Command hint = new Command("Hint", Command.HELP, 2);
    private Display display;

    protected void startApp() {
        display = Display.getDisplay(this);
        Form first = new Form("First");
        first.addCommand(next);
        first.addCommand(hint);
        first.setCommandListener(this);
        display.setCurrent(first);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == next) {
            Alert saved = new Alert("Saved", "Your data are saved.", null, AlertType.INFO);
            display.setCurrent(saved, new Form("Second"));
        } else {
            Alert help = new Alert("Help");
            help.setString("Press Next.");
            display.setCurrent(help);
        }
    }
}
