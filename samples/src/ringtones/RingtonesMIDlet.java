package com.example.ringtones;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.List;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** A tone shop: the user picks a tone, reads the price and orders it by a premium message. */
public class RingtonesMIDlet extends MIDlet implements CommandListener {
    private static final String[] TONES = { "Morning", "Harbour", "Clockwork", "Rain" };
    private final Command order = new Command("Order by SMS", Command.OK, 1);
    private final Command back = new Command("Back", Command.BACK, 2);
    private final Command exit = new Command("Exit", Command.EXIT, 3);
    private final StringItem status = new StringItem("", "");
    private List shop;
    private Form confirm;

    protected void startApp() {
        if (shop == null) {
            shop = new List("Tones", List.IMPLICIT, TONES, null);
            shop.addCommand(exit);
            shop.setCommandListener(this);
            confirm = new Form("Order");
            confirm.append("One premium SMS, 2.00 a tone.");
            confirm.append(status);
            confirm.addCommand(order);
            confirm.addCommand(back);
            confirm.setCommandListener(this);
        }
        Display.getDisplay(this).setCurrent(shop);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        } else if (command == back) {
            Display.getDisplay(this).setCurrent(shop);
        } else if (command == order) {
            new Thread(new ToneOrder(shop.getSelectedIndex(), status)).start();
        } else if (screen == shop) {
            status.setText(TONES[shop.getSelectedIndex()]);
            Display.getDisplay(this).setCurrent(confirm);
        }
    }
}
