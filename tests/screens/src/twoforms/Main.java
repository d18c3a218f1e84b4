package twoforms;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Two forms, there and back; each has a command of its own with the same label. */
public class Main extends MIDlet implements CommandListener {
    private final Command forward = new Command("Go", Command.SCREEN, 1);
    private final Command back = new Command("Go", Command.BACK, 1);
    private final Form one = new Form("One");
    private final Form two = new Form("Two");

    protected void startApp() {
        one.addCommand(forward);
        one.setCommandListener(this);
        two.addCommand(back);
        two.setCommandListener(this);
        Display.getDisplay(this).setCurrent(one);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == forward) {
            Display.getDisplay(this).setCurrent(two);
        }
        if (c == back) {
            Display.getDisplay(this).setCurrent(one);
        }
    }
}
