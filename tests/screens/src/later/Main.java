package later;

import javax.microedition.lcdui.Alert;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.Ticker;
import javax.microedition.midlet.MIDlet;

/** Texts that are set when the screen is there already. */
public class Main extends MIDlet implements CommandListener {
    private final Command ok = new Command("OK", Command.OK, 1);
    private final Form form = new Form(null);
    private final StringItem status = new StringItem("Status", "idle");
    private final Ticker ticker = new Ticker("Hello");

    protected void startApp() {
        form.append(status);
        form.setTicker(ticker);
        form.addCommand(ok);
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        status.setText("working");
        form.setTitle("Later");
        ticker.setString("Bye");
        form.append("Price: " + getAppProperty("Price"));
        Alert alert = new Alert("Note", "first", null, null);
        alert.setString("second");
        Display.getDisplay(this).setCurrent(alert);
    }
}
