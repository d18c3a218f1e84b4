package com.example.notepad;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.List;
import javax.microedition.lcdui.TextBox;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Short notes kept on the phone; needs nothing beyond CLDC 1.0 and MIDP 1.0. */
public class NotepadMIDlet extends MIDlet implements CommandListener {
    private final Command write = new Command("New", Command.SCREEN, 1);
    private final Command remove = new Command("Delete", Command.ITEM, 2);
    private final Command keep = new Command("Keep", Command.OK, 1);
    private final Command back = new Command("Back", Command.BACK, 2);
    private final Command exit = new Command("Exit", Command.EXIT, 3);
    private final NoteStore notes = new NoteStore("notes");
    private List list;
    private TextBox editor;

    protected void startApp() {
        if (list == null) {
            list = new List("Notes", List.IMPLICIT);
            list.addCommand(write);
            list.addCommand(remove);
            list.addCommand(exit);
            list.setCommandListener(this);
            editor = new TextBox("Note", "", 120, TextField.ANY);
            editor.addCommand(keep);
            editor.addCommand(back);
            editor.setCommandListener(this);
            fill();
        }
        Display.getDisplay(this).setCurrent(list);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        } else if (command == write) {
            editor.setString("");
            Display.getDisplay(this).setCurrent(editor);
        } else if (command == keep) {
            if (editor.size() > 0) {
                notes.add(editor.getString());
            }
            fill();
            Display.getDisplay(this).setCurrent(list);
        } else if (command == back) {
            Display.getDisplay(this).setCurrent(list);
        } else if (command == remove && list.getSelectedIndex() >= 0) {
            notes.remove(list.getSelectedIndex());
            fill();
        }
    }

    private void fill() {
        while (list.size() > 0) {
            list.delete(0);
        }
        String[] all = notes.all();
        for (int i = 0; i < all.length; i++) {
            list.append(all[i], null);
        }
    }
}
