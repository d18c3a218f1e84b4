package subclass;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;

/** The first page. */
final class Cover extends Base {
    private final Page first;

    Cover(Display display, Page first) {
        super(display, "Cover");
        this.first = first;
    }

    public void commandAction(Command c, Displayable d) {
        if (c == NEXT) {
            display.setCurrent(first);
        }
    }
}
