package password;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.TextBox;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** What the user types goes over the network. */
public class Main extends MIDlet implements CommandListener {
    private final Command login = new Command("Log in", Command.OK, 1);
    private final TextField user = new TextField("User", "", 20, TextField.ANY | TextField.SENSITIVE);
    private final TextField pin = new TextField("PIN", "", 4, TextField.NUMERIC | TextField.PASSWORD);
    private TextBox mail;

    protected void startApp() {
        Form form = new Form("Bank");
        form.append(user);
        form.append(pin);
        form.addCommand(login);
        form.setCommandListener(this);
        mail = new TextBox("Mail", "", 40, TextField.ANY);
        mail.setConstraints(TextField.EMAILADDR);
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command c, Displayable d) {
        try {
            javax.microedition.io.Connector.open("https://bank.example.com/?pin=" + pin.getString()).close();
        } catch (java.io.IOException e) {
            Display.getDisplay(this).setCurrent(mail);
        }
    }
}
