package com.example.bank;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Shows an account balance: PIN field hidden, request body over HTTPS, certificate looked at. */
public class BankMIDlet extends MIDlet implements CommandListener {
    private final Command show = new Command("Show balance", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final TextField account = new TextField("Account", "", 12, TextField.NUMERIC);
    private final TextField pin = new TextField("PIN", "", 6, TextField.NUMERIC | TextField.PASSWORD | TextField.SENSITIVE);
    private final StringItem balance = new StringItem("Balance", "-");
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Bank");
            form.append(account);
            form.append(pin);
            form.append(balance);
            form.addCommand(show);
            form.addCommand(exit);
            form.setCommandListener(this);
        }
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
        pin.setString("");
    }

    protected void destroyApp(boolean unconditional) {
        pin.setString("");
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            destroyApp(true);
            notifyDestroyed();
        } else if (command == show) {
            byte[] body = ("account=" + account.getString() + "&pin=" + pin.getString()).getBytes();
            pin.setString("");
            new Thread(new BalanceRequest(body, balance)).start();
        }
    }
}
