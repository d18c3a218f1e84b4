package com.example.subscribe;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.midlet.MIDlet;

/** One JAR for every partner: number, text and price come from whichever descriptor it was installed with. */
public class SubscribeMIDlet extends MIDlet implements CommandListener {
    private final Command subscribe = new Command("Subscribe by SMS", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final StringItem status = new StringItem("", "");
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Subscription");
            form.append("Price: " + getAppProperty("Partner-Price"));
            form.append(status);
            form.addCommand(subscribe);
            form.addCommand(exit);
            form.setCommandListener(this);
        }
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        } else if (command == subscribe) {
            String number = getAppProperty("Partner-Number");
            String text = getAppProperty("Partner-Text");
            new Thread(new Order(number, text, status)).start();
        }
    }
}
