package com.example.textchat;

import javax.microedition.lcdui.Alert;
import javax.microedition.lcdui.AlertType;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Sends one message to a number that the user typed, after asking whether to pay for it. */
public class TextChatMIDlet extends MIDlet implements CommandListener {
    private final Command write = new Command("Send SMS", Command.SCREEN, 1);
    private final Command yes = new Command("Send", Command.OK, 1);
    private final Command no = new Command("Cancel", Command.CANCEL, 2);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final TextField to = new TextField("To", "", 20, TextField.PHONENUMBER);
    private final TextField text = new TextField("Text", "", 160, TextField.ANY);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Text chat");
            form.append(to);
            form.append(text);
            form.addCommand(write);
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
        } else if (command == write && to.size() > 0) {
            Alert cost = new Alert("Send SMS?", "This sends one SMS to " + to.getString() + " at your tariff.", null,
                    AlertType.CONFIRMATION);
            cost.setTimeout(Alert.FOREVER);
            cost.addCommand(yes);
            cost.addCommand(no);
            cost.setCommandListener(this);
            Display.getDisplay(this).setCurrent(cost);
        } else if (command == yes) {
            new Thread(new Sender(this, to.getString(), text.getString())).start();
        } else if (command == no) {
            Display.getDisplay(this).setCurrent(form);
        }
    }

    void done(String result) {
        Alert alert = new Alert("Text chat", result, null, AlertType.INFO);
        Display.getDisplay(this).setCurrent(alert, form);
    }
}
