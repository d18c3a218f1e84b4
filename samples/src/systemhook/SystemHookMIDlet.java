package com.example.systemhook;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Tries to be part of the platform: a class in java.lang, a native method, a finalizer. */
public class SystemHookMIDlet extends MIDlet implements CommandListener {
    private final Command probe = new Command("Probe", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("System hook");
            form.addCommand(probe);
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
        } else if (command == probe) {
            try {
                form.append(String.valueOf(new NativePeer(42).read(0)));
                form.append(new java.lang.PlatformHook().describe());
            } catch (Throwable e) {
                form.append("This phone keeps its doors shut.");
            }
        }
    }
}
