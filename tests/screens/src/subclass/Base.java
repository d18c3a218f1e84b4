package subclass;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Form;

/** What all pages have. */
abstract class Base extends Form implements CommandListener {
    protected static final Command NEXT = new Command("Next", Command.OK, 1);
    protected final Display display;

    Base(Display display, String title) {
        super(title);
        this.display = display;
        addCommand(NEXT);
        setCommandListener(this);
    }
}
