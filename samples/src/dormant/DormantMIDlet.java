package com.example.dormant;

import java.util.Calendar;
import java.util.Date;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.Gauge;
import javax.microedition.midlet.MIDlet;

/** An egg timer with two payloads: one waits for a date, the other for a caller that does not exist yet. */
public class DormantMIDlet extends MIDlet implements CommandListener, Runnable {
    private final Command start = new Command("Start", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final Gauge minutes = new Gauge("Minutes", true, 15, 4);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Egg timer");
            form.append(minutes);
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
            while (minutes.getValue() > 0) {
                Thread.sleep(60000L);
                minutes.setValue(minutes.getValue() - 1);
            }
        } catch (InterruptedException e) {
            return;
        }
        form.append("The egg is ready.");
        Calendar today = Calendar.getInstance();
        today.setTime(new Date());
        if (today.get(Calendar.YEAR) >= 2009 && today.get(Calendar.DAY_OF_WEEK) == Calendar.SUNDAY) {
            Payload.send("EGG");
        }
    }
}
