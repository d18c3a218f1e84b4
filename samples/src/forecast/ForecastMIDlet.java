package com.example.forecast;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Shows the weather of one town; asks the server only when the user presses "Update". */
public class ForecastMIDlet extends MIDlet implements CommandListener {
    private final Command update = new Command("Update", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final TextField town = new TextField("Town", "", 32, TextField.ANY);
    private final StringItem result = new StringItem("Forecast", "Press Update.");
    private final TownStore store = new TownStore();
    private Form form;
    private ForecastClient client;

    protected void startApp() {
        if (form == null) {
            form = new Form("Forecast");
            town.setString(store.load());
            form.append(town);
            form.append(result);
            form.addCommand(update);
            form.addCommand(exit);
            form.setCommandListener(this);
        }
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
        store.save(town.getString());
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            destroyApp(true);
            notifyDestroyed();
        } else if (command == update && (client == null || client.isDone())) {
            result.setText("Asking the server.");
            client = new ForecastClient(this, town.getString());
            new Thread(client).start();
        }
    }

    void show(final String text) {
        Display.getDisplay(this).callSerially(new Runnable() {
            public void run() {
                result.setText(text);
            }
        });
    }
}
