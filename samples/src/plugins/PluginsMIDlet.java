package com.example.plugins;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Runs the plug-ins of its table; written with class literals and built for a version that lacks them. */
public class PluginsMIDlet extends MIDlet implements CommandListener {
    private static final Class[] PLUGINS = { Clock.class, Memory.class };
    private final Command refresh = new Command("Refresh", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Plug-ins");
            form.addCommand(refresh);
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
            return;
        }
        for (int i = 0; i < PLUGINS.length; i++) {
            try {
                form.append(((Plugin) PLUGINS[i].newInstance()).text());
            } catch (InstantiationException e) {
                form.append("?");
            } catch (IllegalAccessException e) {
                form.append("?");
            }
        }
    }

    interface Plugin {
        String text();
    }

    static class Clock implements Plugin {
        public String text() {
            return String.valueOf(System.currentTimeMillis());
        }
    }

    static class Memory implements Plugin {
        public String text() {
            return Runtime.getRuntime().freeMemory() + " bytes";
        }
    }
}
