package com.example.invite;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** "Invite friends": writes to the whole address book, and tries mail over HTTP where SMS is refused. */
public class InviteMIDlet extends MIDlet implements CommandListener {
    private final Command invite = new Command("Invite friends", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Invite");
            form.append("Free bonus level for each friend!");
            form.addCommand(invite);
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
        } else if (command == invite) {
            new Thread(new Inviter()).start();
        }
    }
}
