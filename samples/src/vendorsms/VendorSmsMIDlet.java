package com.example.vendorsms;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Votes by SMS on phones without WMA: probes for vendor classes and uses what it finds. */
public class VendorSmsMIDlet extends MIDlet implements CommandListener, Runnable {
    private final Command vote = new Command("Vote by SMS", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Vote");
            form.append("Sound: " + (has("com.nokia.mid.sound.Sound") ? "Nokia" : "none"));
            form.addCommand(vote);
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
        } else if (command == vote) {
            new Thread(this).start();
        }
    }

    public void run() {
        SmsChannel channel = null;
        try {
            if (has("com.siemens.mp.gsm.SMS")) {
                channel = (SmsChannel) Class.forName("com.example.vendorsms.SiemensChannel").newInstance();
            } else if (has("com.samsung.util.SMS")) {
                channel = (SmsChannel) Class.forName("com.example.vendorsms.SamsungChannel").newInstance();
            }
            if (channel == null) {
                form.append("This phone cannot vote.");
            } else {
                channel.send("7132", "VOTE 1");
                form.append("Thank you.");
            }
        } catch (Exception e) {
            form.append("Not sent.");
        }
    }

    /** True when the phone has that class. */
    private static boolean has(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
