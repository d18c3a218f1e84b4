package byfield;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Commands in static fields of another class, compared by equals and through a getter. */
public class Main extends MIDlet implements CommandListener {
    private final Form form = new Form("Field");

    protected void startApp() {
        form.addCommand(Commands.PAY);
        form.addCommand(Commands.free());
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c.equals(Commands.PAY)) {
            Sms.send("7132");
        } else if (Commands.free() == c) {
            Sms.send("+3361234567");
        }
    }
}
