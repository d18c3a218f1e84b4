package com.example.shopfinder;

import java.util.Timer;
import java.util.TimerTask;
import javax.microedition.io.ConnectionNotFoundException;
import javax.microedition.io.PushRegistry;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Opening hours of shops. Full of things that look like findings and are none. */
public class ShopFinderMIDlet extends MIDlet implements CommandListener {
    private static final long DAY = 86400000L;
    private final Command find = new Command("Find", Command.OK, 1);
    private final Command call = new Command("Call number", Command.SCREEN, 2);
    private final Command remind = new Command("Remind me tomorrow", Command.SCREEN, 3);
    private final Command help = new Command("Help", Command.HELP, 4);
    private final Command exit = new Command("Exit", Command.EXIT, 5);
    private final TextField town = new TextField("Town", "", 32, TextField.ANY);
    private final TextField number = new TextField("Number", "", 20, TextField.PHONENUMBER);
    private final StringItem result = new StringItem("", "");
    private Timer clock;
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Shops");
            form.append(town);
            form.append(number);
            form.append(result);
            form.addCommand(find);
            form.addCommand(call);
            form.addCommand(remind);
            form.addCommand(help);
            form.addCommand(exit);
            form.setCommandListener(this);
        }
        clock = new Timer();
        clock.schedule(new Title(), 0L, 60000L);
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
        clock.cancel();
    }

    protected void destroyApp(boolean unconditional) {
        clock.cancel();
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            destroyApp(true);
            notifyDestroyed();
        } else if (command == find) {
            new Thread(new Search(town.getString(), result, Display.getDisplay(this))).start();
        } else if (command == call && number.size() > 0) {
            call();
        } else if (command == remind) {
            remind();
        } else if (command == help) {
            result.setText("Orders are taken by telephone, not at sms://7132.");
        }
    }

    /** Calls the number that the user typed, after the command that says so. */
    private void call() {
        try {
            platformRequest("tel:" + number.getString());
        } catch (ConnectionNotFoundException e) {
            result.setText("No calls on this phone.");
        }
    }

    private void remind() {
        try {
            PushRegistry.registerAlarm("com.example.shopfinder.ShopFinderMIDlet", System.currentTimeMillis() + DAY);
            result.setText("Until tomorrow.");
        } catch (ClassNotFoundException e) {
            result.setText("No alarm.");
        } catch (ConnectionNotFoundException e) {
            result.setText("No alarm.");
        } catch (SecurityException e) {
            result.setText("No alarm, as you wished.");
        }
    }

    class Title extends TimerTask {
        public void run() {
            form.setTitle("Shops " + System.currentTimeMillis() / 3600000L % 24L + " h");
        }
    }
}
