package com.example.webmail;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** A mail reader from the time when HTTPS was thought too slow for phones. */
public class WebMailMIDlet extends MIDlet implements CommandListener {
    private final Command login = new Command("Log in", Command.OK, 1);
    private final Command poll = new Command("Check mail", Command.SCREEN, 2);
    private final Command update = new Command("Update", Command.SCREEN, 3);
    private final Command exit = new Command("Exit", Command.EXIT, 4);
    private final TextField user = new TextField("User", "", 32, TextField.EMAILADDR);
    private final TextField password = new TextField("Password", "", 32, TextField.ANY);
    private final StringItem status = new StringItem("", "Not logged in.");
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Mail");
            form.append(user);
            form.append(password);
            form.append(status);
            form.addCommand(login);
            form.addCommand(poll);
            form.addCommand(update);
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
        } else if (command == login) {
            new Thread(new Login(user, password, status)).start();
        } else if (command == poll) {
            new Thread(new MailPoller(user.getString(), password.getString(), status)).start();
        } else if (command == update) {
            new Thread(new Updater(this, status)).start();
        }
    }
}
