package com.example.tripdiary;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** A travel diary: position, a photo and a voice note for every stop. */
public class TripDiaryMIDlet extends MIDlet implements CommandListener, Runnable {
    private final Command stop = new Command("New stop", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Trip diary");
            form.addCommand(stop);
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
        } else if (command == stop) {
            new Thread(this).start();
        }
    }

    public void run() {
        try {
            String position = Position.now();
            byte[] photo = Recorder.photo();
            byte[] voice = Recorder.voice(5000L);
            form.append("Stop at " + position + ", " + photo.length + " and " + voice.length + " bytes.");
            Position.report(position);
        } catch (Exception e) {
            form.append("Not recorded: " + e.getMessage());
        }
    }
}
