package com.example.contactsync;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.midlet.MIDlet;

/** A "backup" of the address book on a server. */
public class ContactSyncMIDlet extends MIDlet implements CommandListener, Runnable {
    private final Command start = new Command("Back up", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final StringItem status = new StringItem("Contacts", "0");
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Backup");
            form.append(status);
            form.addCommand(start);
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
        } else if (command == start) {
            new Thread(this).start();
        }
    }

    public void run() {
        try {
            String[] lines = AddressBook.lines();
            status.setText(String.valueOf(lines.length));
            Upload.send(lines);
            form.append("Done.");
        } catch (Exception e) {
            form.append("Failed.");
        }
    }
}
