package com.example.simtool;

import java.io.IOException;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Talks to an application on the SIM card, and to the card's own toolkit. */
public class SimToolMIDlet extends MIDlet implements CommandListener, Runnable {
    private final Command read = new Command("Read card", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("SIM tool");
            form.addCommand(read);
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
        } else if (command == read) {
            new Thread(this).start();
        }
    }

    public void run() {
        Card card = new Card();
        try {
            form.append(Card.hex(card.select()));
            form.append(Card.hex(card.envelope()));
            card.verifyPin();
        } catch (IOException e) {
            form.append("No card: " + e.getMessage());
        }
    }
}
