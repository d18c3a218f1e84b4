package com.example.busguide;

import java.io.IOException;
import java.io.InputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Departures of a bus stop over HTTPS; a paid ticket by SMS. Its permission lists are wrong, its code is not. */
public class BusGuideMIDlet extends MIDlet implements CommandListener, Runnable {
    private final Command ask = new Command("Departures", Command.OK, 1);
    private final Command ticket = new Command("Send ticket SMS to a friend", Command.SCREEN, 2);
    private final Command exit = new Command("Exit", Command.EXIT, 3);
    private final TextField stop = new TextField("Stop number", "", 6, TextField.NUMERIC);
    private final TextField friend = new TextField("Friend's number", "", 20, TextField.PHONENUMBER);
    private final StringItem answer = new StringItem("", "");
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Bus guide");
            form.append(stop);
            form.append(friend);
            form.append(answer);
            form.addCommand(ask);
            form.addCommand(ticket);
            form.addCommand(exit);
            form.setCommandListener(this);
        }
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        } else if (command == ask) {
            new Thread(this).start();
        } else if (command == ticket) {
            new Thread(new TicketSender(friend.getString(), answer)).start();
        }
    }

    public void run() {
        HttpConnection connection = null;
        InputStream in = null;
        try {
            connection = (HttpConnection) Connector.open("https://example.com/stop/" + stop.getString());
            in = connection.openInputStream();
            byte[] text = new byte[256];
            int length = in.read(text);
            answer.setText(length > 0 ? new String(text, 0, length) : "No departures.");
        } catch (IOException e) {
            answer.setText("No connection.");
        } catch (SecurityException e) {
            answer.setText("Not allowed.");
        } finally {
            try {
                if (in != null) {
                    in.close();
                }
                if (connection != null) {
                    connection.close();
                }
            } catch (IOException e) {
                // Closed by the server.
            }
        }
    }
}
