package com.example.devinfo;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** A "phone check" that looks at identifiers of phone, card and cell, and reports them. */
public class DeviceInfoMIDlet extends MIDlet implements CommandListener {
    private final Command check = new Command("Check phone", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final Identifiers identifiers = new Identifiers();
    private Form form;

    protected void startApp() {
        form = new Form("Phone check");
        form.append("Platform: " + System.getProperty("microedition.platform"));
        form.append("Free memory: " + Runtime.getRuntime().freeMemory());
        form.addCommand(check);
        form.addCommand(exit);
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        } else if (command == check) {
            form.append("Network: " + identifiers.cell());
            new Thread(new Report(identifiers)).start();
        }
    }
}
