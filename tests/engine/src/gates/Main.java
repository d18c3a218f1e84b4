package gates;

import javax.microedition.lcdui.Canvas;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Graphics;
import javax.microedition.midlet.MIDlet;

/** Calls that stand behind a field that only the user's events write, and calls that only look so. */
public class Main extends MIDlet implements CommandListener, Runnable {
    private boolean accepted;
    private static int state;
    private String number;
    private boolean cancelled;
    private boolean preset = true;
    private boolean alsoByThread;
    private boolean ready;
    private boolean go;
    private int count;
    private boolean viaSetter;
    private Keys keys;

    protected void startApp() {
        keys = new Keys();
        keys.setCommandListener(this);
        Display.getDisplay(this).setCurrent(keys);
        new Thread(this).start();
        new Thread(keys).start();
        alsoByThread = System.currentTimeMillis() > 5;
    }

    public void commandAction(Command c, Displayable d) {
        accepted = true;
        state = 3;
        number = "7132";
        cancelled = true;
        preset = false;
        alsoByThread = true;
        ready = true;
        go = true;
        count++;
        set(true);
        pay();
    }

    private void set(boolean to) {
        viaSetter = to;
    }

    public void run() {
        flag();
        stateMachine();
        text();
        notCancelled();
        presetFlag();
        written();
        returned();
        waited();
        counted();
        bySetter();
        inCaller();
        partly();
        byGetter();
        unrelated();
    }

    //# flag negative
    void flag() {
        if (accepted) {
            System.getProperty("flag"); //= reached triggers=launch via=thread gated !unattended
        }
        System.getProperty("after-flag"); //= reached triggers=launch !gated unattended
    }

    //# state negative
    static void stateMachine() {
        switch (state) {
            case 0:
                System.getProperty("state-0"); //= !gated unattended
                break;
            case 3:
                System.getProperty("state-3"); //= gated !unattended
                break;
            default:
                break;
        }
    }

    //# object-that-is-not-null-any-more negative
    void text() {
        if (number != null) {
            System.getProperty("text" + number); //= gated !unattended
        }
    }

    //# flag-that-forbids-is-no-gate
    void notCancelled() {
        if (!cancelled) {
            System.getProperty("not-cancelled"); //= !gated unattended
        }
    }

    //# flag-that-is-set-from-the-start-is-no-gate
    void presetFlag() {
        if (preset) {
            System.getProperty("preset"); //= !gated unattended
        }
    }

    //# flag-that-others-write-is-no-gate
    void written() {
        if (alsoByThread) {
            System.getProperty("also-by-thread"); //= !gated unattended
        }
    }

    //# early-return negative
    void returned() {
        if (!ready) {
            return;
        }
        System.getProperty("returned"); //= gated !unattended
    }

    //# loop-that-waits-for-the-flag negative
    void waited() {
        while (!go) {
            Thread.yield();
        }
        System.getProperty("waited"); //= gated !unattended
    }

    //# counter-of-presses negative
    void counted() {
        if (count > 2) {
            System.getProperty("counted"); //= gated !unattended
        }
    }

    //# flag-written-by-a-setter negative
    void bySetter() {
        if (viaSetter) {
            System.getProperty("setter"); //= gated !unattended
        }
    }

    //# gate-in-the-caller negative
    void inCaller() {
        if (accepted) {
            behind();
        }
    }

    static void behind() {
        System.getProperty("behind"); //= gated !unattended
    }

    //# gate-on-one-way-of-two
    void partly() {
        if (accepted) {
            sometimes();
        }
        sometimes();
    }

    static void sometimes() {
        System.getProperty("sometimes"); //= !gated unattended
    }

    private boolean isAccepted() {
        return accepted;
    }

    //# flag-read-by-a-getter negative
    void byGetter() {
        if (isAccepted()) {
            System.getProperty("getter"); //= gated !unattended
        }
    }

    //# condition-that-is-no-field
    void unrelated() {
        if (System.currentTimeMillis() > 1300000000000L) {
            System.getProperty("date"); //= !gated unattended
        }
    }

    //# sink-in-the-user-callback-itself negative
    static void pay() {
        System.getProperty("pay"); //= triggers=user !unattended
    }

    static class Keys extends Canvas implements Runnable {
        private boolean fired;
        private int pressed;

        protected void keyPressed(int key) {
            fired = true;
            pressed = getGameAction(key);
        }

        //# polling-of-a-key negative
        public void run() {
            while (true) {
                if (fired) {
                    System.getProperty("polled"); //= reached triggers=launch via=thread gated !unattended loop
                }
                cleared();
                repaint();
            }
        }

        //# polling-of-a-key-that-is-cleared-again negative
        private void cleared() {
            if (pressed == FIRE) {
                pressed = 0;
                System.getProperty("cleared"); //= reached triggers=launch via=thread gated !unattended loop
            }
        }

        protected void paint(Graphics g) {
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
