package helper;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Screens shown through a method that takes the screen, and through one that takes a number. */
public class Main extends MIDlet implements CommandListener {
    private static final int SHOP = 1;
    private static final int HELP = 2;
    private final Command shop = new Command("Shop", Command.SCREEN, 1);
    private final Command help = new Command("Help", Command.SCREEN, 2);
    private final Command home = new Command("Home", Command.BACK, 3);
    private final Form homeForm = new Form("Home");
    private final Form shopForm = new Form("Shop");
    private final Form helpForm = new Form("Help");

    protected void startApp() {
        homeForm.addCommand(shop);
        homeForm.addCommand(help);
        setUp(homeForm);
        setUp(shopForm);
        setUp(helpForm);
        show(homeForm);
    }

    private void setUp(Displayable screen) {
        screen.addCommand(home);
        screen.setCommandListener(this);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    private void show(Displayable screen) {
        Display.getDisplay(this).setCurrent(screen);
    }

    private void go(int where) {
        switch (where) {
            case SHOP:
                show(shopForm);
                break;
            case HELP:
                show(helpForm);
                break;
            default:
                show(homeForm);
        }
    }

    public void commandAction(Command c, Displayable d) {
        if (c == shop) {
            go(SHOP);
        } else if (c == help) {
            go(HELP);
        } else {
            show(homeForm);
        }
    }
}
