package free;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** A screen that says "Free" before a chargeable message, and one that says what it costs. */
public class Main extends MIDlet implements CommandListener {
    private final Command next = new Command("Continue", Command.OK, 1);
    private final Command buy = new Command("Buy", Command.OK, 1);
    private final Form lure = new Form("Free ringtones");
    private final Form shop = new Form("Shop");

    protected void startApp() {
        lure.append("Get it for free now!");
        lure.addCommand(next);
        lure.setCommandListener(this);
        shop.append("The message costs 2 EUR.");
        shop.addCommand(buy);
        shop.setCommandListener(this);
        Display.getDisplay(this).setCurrent(lure);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == next) {
            Sms.send("7132");
            Display.getDisplay(this).setCurrent(shop);
        } else if (c == buy) {
            Sms.send("7133");
        }
    }
}
