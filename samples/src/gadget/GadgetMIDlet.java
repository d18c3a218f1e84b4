package com.example.gadget;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.midlet.MIDlet;

/** A desk clock that does what a server tells it, minute by minute. */
public class GadgetMIDlet extends MIDlet implements CommandListener {
    private final Command exit = new Command("Exit", Command.EXIT, 1);
    private final StringItem clock = new StringItem("Time", "");
    private Orders orders;

    protected void startApp() {
        if (orders == null) {
            Form form = new Form("Clock");
            form.append(clock);
            form.addCommand(exit);
            form.setCommandListener(this);
            Display.getDisplay(this).setCurrent(form);
            orders = new Orders(this, clock);
            new Thread(orders).start();
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
        orders.stop();
    }

    public void commandAction(Command command, Displayable screen) {
        destroyApp(true);
        notifyDestroyed();
    }
}
