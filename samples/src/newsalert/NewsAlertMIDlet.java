package com.example.newsalert;

import java.io.IOException;
import javax.microedition.io.ConnectionNotFoundException;
import javax.microedition.io.PushRegistry;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Headlines by SMS push; wakes itself every hour and opens a second port at run time. */
public class NewsAlertMIDlet extends MIDlet implements CommandListener {
    private static final long HOUR = 3600000L;
    private final Command exit = new Command("Exit", Command.EXIT, 1);
    private Form form;

    protected void startApp() {
        form = new Form("News");
        form.addCommand(exit);
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
        String[] waiting = PushRegistry.listConnections(true);
        for (int i = 0; i < waiting.length; i++) {
            new Thread(new NewsReader(waiting[i], form)).start();
        }
        schedule();
    }

    private void schedule() {
        String self = getClass().getName();
        try {
            PushRegistry.registerAlarm(self, System.currentTimeMillis() + HOUR);
            PushRegistry.registerConnection("socket://:8081", self, "*");
        } catch (ClassNotFoundException e) {
            form.append("No alarm.");
        } catch (ConnectionNotFoundException e) {
            form.append("No alarms on this phone.");
        } catch (IOException e) {
            form.append("The port is taken.");
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
        schedule();
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            destroyApp(true);
            notifyDestroyed();
        }
    }
}
