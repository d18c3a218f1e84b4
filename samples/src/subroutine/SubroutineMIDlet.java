package com.example.subroutine;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Adds up a bill; its helper class was written in assembler with jsr and ret. */
public class SubroutineMIDlet extends MIDlet implements CommandListener {
    private final Command add = new Command("Add 3", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Form form;
    private int total;

    protected void startApp() {
        if (form == null) {
            form = new Form("Bill");
            form.addCommand(add);
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
        } else if (command == add) {
            total = sum(total);
            form.append(String.valueOf(total));
        }
    }

    private static int sum(int value) {
        try {
            Object helper = Class.forName("com.example.subroutine.Adder").newInstance();
            return value + helper.hashCode();
        } catch (Exception e) {
            return value;
        }
    }
}
