package itemcommands;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.Item;
import javax.microedition.lcdui.ItemCommandListener;
import javax.microedition.lcdui.ItemStateListener;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Commands of an item, and a listener for changes. */
public class Main extends MIDlet implements ItemCommandListener, ItemStateListener {
    private final Command call = new Command("Call", Command.ITEM, 1);
    private final Command more = new Command("More", Command.ITEM, 2);
    private final Form details = new Form("Details");
    private final Form changed = new Form("Changed");

    protected void startApp() {
        StringItem number = new StringItem("Number", "7132", Item.BUTTON);
        number.setDefaultCommand(call);
        number.addCommand(more);
        number.setItemCommandListener(this);
        TextField amount = new TextField("Amount", null, 5, TextField.NUMERIC);
        Form form = new Form("Contact", new Item[] {number, amount});
        form.setItemStateListener(this);
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Item item) {
        if (c == call) {
            try {
                platformRequest("tel:7132");
            } catch (javax.microedition.io.ConnectionNotFoundException e) {
                // No call.
            }
        } else if (c == more) {
            Display.getDisplay(this).setCurrent(details);
        }
    }

    public void itemStateChanged(Item item) {
        Display.getDisplay(this).setCurrent(changed);
    }
}
