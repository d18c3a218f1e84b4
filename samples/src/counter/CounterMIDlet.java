package com.example.counter;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.midlet.MIDlet;

/** Counts key presses. Harmless: the samples about descriptors and archives wrap it. */
public class CounterMIDlet extends MIDlet implements CommandListener {
    private final Command count = new Command("Count", Command.OK, 1);
    private final Command reset = new Command("Reset", Command.SCREEN, 2);
    private final Command exit = new Command("Exit", Command.EXIT, 3);
    private final StringItem value = new StringItem("Count", "0");
    private final Tally tally = new Tally();
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Counter");
            form.append(value);
            form.addCommand(count);
            form.addCommand(reset);
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
        if (command == count) {
            tally.add(1);
        } else if (command == reset) {
            tally.clear();
        }
        value.setText(tally.text());
    }
}
