package com.example.strongbox;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.TextBox;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** "Encrypted" notes with a key that stands in the program, and a master password for support. */
public class StrongBoxMIDlet extends MIDlet implements CommandListener {
    private static final String MASTER = "letmein-7132";
    private final Command open = new Command("Open", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final Cryptographer cryptographer = new Cryptographer();
    private TextBox box;
    private byte[] sealed;

    protected void startApp() {
        if (box == null) {
            box = new TextBox("Password", "", 32, TextField.PASSWORD);
            box.addCommand(open);
            box.addCommand(exit);
            box.setCommandListener(this);
            sealed = cryptographer.seal("Nothing to hide here.".getBytes());
        }
        Display.getDisplay(this).setCurrent(box);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        } else if (MASTER.equals(box.getString()) || cryptographer.matches(box.getString())) {
            box.setTitle("Ticket " + cryptographer.ticket() + ", " + sealed.length + " bytes");
        }
    }
}
