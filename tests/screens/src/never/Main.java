package never;

import javax.microedition.lcdui.Alert;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** A form that nothing shows, and code that nothing calls. */
public class Main extends MIDlet implements CommandListener {
    private final Command pay = new Command("Pay", Command.OK, 1);
    private final Form shown = new Form("Shown");
    private final Form hidden = new Form("Hidden");

    protected void startApp() {
        shown.setCommandListener(this);
        hidden.append("Costs 2 EUR");
        hidden.addCommand(pay);
        hidden.setCommandListener(this);
        Display.getDisplay(this).setCurrent(shown);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == pay) {
            Sms.send("7132");
        }
    }

    void nobodyCallsThis() {
        Display.getDisplay(this).setCurrent(new Alert("Dead"));
    }
}
