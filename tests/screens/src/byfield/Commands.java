package byfield;

import javax.microedition.lcdui.Command;

/** The commands of all screens. */
final class Commands {
    static final Command PAY = new Command("Pay", Command.OK, 1);
    private static final Command FREE = new Command("Free", Command.OK, 2);

    private Commands() {
    }

    static Command free() {
        return FREE;
    }
}
