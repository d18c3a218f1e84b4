package single;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** One form; "Send" sends, "Exit" does not. */
public class Main extends MIDlet implements CommandListener {
    private final Command send = new Command("Send", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);

    protected void startApp() {
        Form form = new Form("Order");
        form.append("Send an order?");
        form.addCommand(send);
        form.addCommand(exit);
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == send) {
            Sms.send("7132");
        } else if (c == exit) {
            notifyDestroyed();
        }
    }
}
