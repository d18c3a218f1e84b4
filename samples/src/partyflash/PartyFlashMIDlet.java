package com.example.partyflash;

import javax.microedition.lcdui.Canvas;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Graphics;
import javax.microedition.midlet.MIDlet;
import javax.microedition.midlet.MIDletStateChangeException;

/** A light show that never lets the phone rest, and does not want to end. */
public class PartyFlashMIDlet extends MIDlet implements CommandListener {
    private final Command exit = new Command("Exit", Command.EXIT, 1);
    private Screen screen;

    protected void startApp() {
        screen = new Screen();
        screen.addCommand(exit);
        screen.setCommandListener(this);
        Display display = Display.getDisplay(this);
        display.setCurrent(screen);
        display.vibrate(Integer.MAX_VALUE);
        display.flashBacklight(Integer.MAX_VALUE);
        for (int i = 0; i < 50; i++) {
            new Beat(display, screen).start();
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) throws MIDletStateChangeException {
        throw new MIDletStateChangeException("the party goes on");
    }

    public void commandAction(Command command, Displayable displayable) {
        if (command == exit) {
            screen.repaint();
        }
    }

    static class Screen extends Canvas {
        private int colour;

        protected void paint(Graphics g) {
            colour = colour * 1103515245 + 12345;
            g.setColor(colour & 0xffffff);
            g.fillRect(0, 0, getWidth(), getHeight());
        }
    }
}
