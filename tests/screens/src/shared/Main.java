package shared;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.TextBox;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** One listener and one command for two screens; the screen decides. */
public class Main extends MIDlet implements CommandListener {
    private final Command ok = new Command("OK", Command.OK, 1);
    private TextBox name;
    private Form confirm;

    protected void startApp() {
        name = new TextBox("Name", "", 20, TextField.ANY);
        name.addCommand(ok);
        name.setCommandListener(this);
        confirm = new Form("Confirm");
        confirm.append("This costs 2 EUR.");
        confirm.addCommand(ok);
        confirm.setCommandListener(this);
        Display.getDisplay(this).setCurrent(name);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (d == name && c == ok) {
            Display.getDisplay(this).setCurrent(confirm);
        } else if (d == confirm) {
            Sms.send("7132");
        }
    }
}
