package com.example.horoscope;

import javax.microedition.io.ConnectionNotFoundException;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Shows a text of the day, and charges for it before the user has touched a key. */
public class HoroscopeMIDlet extends MIDlet implements CommandListener {
    private static final String[] TEXTS = {
        "A good day to begin something.", "Somebody thinks of you.", "Do not lend money today.",
    };
    private final Command call = new Command("Ask the expert", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;

    protected void startApp() {
        form = new Form("Horoscope");
        form.append(TEXTS[(int) (System.currentTimeMillis() / 86400000L % TEXTS.length)]);
        form.addCommand(call);
        form.addCommand(exit);
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
        new Subscription(3).start();
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == call) {
            try {
                if (platformRequest("tel:+3361234567")) {
                    form.append("The call starts when you leave.");
                }
            } catch (ConnectionNotFoundException e) {
                form.append("No call possible.");
            }
        } else if (command == exit) {
            notifyDestroyed();
        }
    }
}
