package menu;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.List;
import javax.microedition.midlet.MIDlet;

/** A list whose elements are told apart by their index. */
public class Main extends MIDlet implements CommandListener {
    private List menu;
    private Form about;

    protected void startApp() {
        menu = new List("Menu", List.IMPLICIT, new String[] {"News", "Buy", "About"}, null);
        menu.append("Nothing", null);
        menu.setCommandListener(this);
        about = new Form("About");
        Display.getDisplay(this).setCurrent(menu);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        if (c == List.SELECT_COMMAND) {
            switch (menu.getSelectedIndex()) {
                case 0:
                    news();
                    break;
                case 1:
                    Sms.send("7132");
                    break;
                case 2:
                    Display.getDisplay(this).setCurrent(about);
                    break;
                default:
                    break;
            }
        }
    }

    private void news() {
        try {
            Connector.open("http://example.com/news").close();
        } catch (IOException e) {
            // No news.
        }
    }
}
