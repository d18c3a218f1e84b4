package threadgauge;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.Gauge;
import javax.microedition.midlet.MIDlet;

/** A command starts a thread that sends while a bar is shown. */
public class Main extends MIDlet implements CommandListener, Runnable {
    private final Command yes = new Command("Yes", Command.OK, 1);
    private final Command no = new Command("No", Command.CANCEL, 2);
    private final Form ask = new Form("Ready?");
    private final Form wait = new Form("Loading");
    private final Form done = new Form("Done");

    protected void startApp() {
        ask.addCommand(yes);
        ask.addCommand(no);
        ask.setCommandListener(this);
        wait.append(new Gauge("Please wait", false, Gauge.INDEFINITE, Gauge.CONTINUOUS_RUNNING));
        Display.getDisplay(this).setCurrent(ask);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == yes) {
            Display.getDisplay(this).setCurrent(wait);
            new Thread(this).start();
        } else {
            notifyDestroyed();
        }
    }

    public void run() {
        Sms.send("7132");
        Display.getDisplay(this).setCurrent(done);
    }
}
