package com.example.neighbour;

import javax.bluetooth.BluetoothStateException;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** "Share this game": looks for phones around and pushes a copy of the suite to each. */
public class NeighbourMIDlet extends MIDlet implements CommandListener {
    private final Command share = new Command("Share", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Neighbour");
            form.append("Share the game with phones around you.");
            form.addCommand(share);
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
        } else if (command == share) {
            try {
                new Finder(form).search();
            } catch (BluetoothStateException e) {
                form.append("Bluetooth is off.");
            }
        }
    }
}
