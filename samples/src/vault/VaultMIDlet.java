package com.example.vault;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** A "safe" for passwords that keeps them where everybody can read them. */
public class VaultMIDlet extends MIDlet implements CommandListener {
    private final Command save = new Command("Save", Command.OK, 1);
    private final Command export = new Command("Export to card", Command.SCREEN, 2);
    private final Command clear = new Command("Clear all", Command.SCREEN, 3);
    private final Command exit = new Command("Exit", Command.EXIT, 4);
    private final TextField site = new TextField("Site", "", 40, TextField.URL);
    private final TextField password = new TextField("Password", "", 40, TextField.PASSWORD);
    private final PasswordStore store = new PasswordStore();
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Vault");
            form.append(site);
            form.append(password);
            form.addCommand(save);
            form.addCommand(export);
            form.addCommand(clear);
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
        if (command == save) {
            store.add(site.getString(), password.getString());
        } else if (command == export) {
            new Thread(new CardExport(store)).start();
        } else if (command == clear) {
            store.clear();
        } else if (command == exit) {
            notifyDestroyed();
        }
    }
}
