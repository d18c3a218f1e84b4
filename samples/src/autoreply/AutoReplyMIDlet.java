package com.example.autoreply;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.MessageListener;

/** Answers every message to its port; woken by the push registry for any sender. */
public class AutoReplyMIDlet extends MIDlet implements CommandListener, MessageListener {
    static final String PORT = "sms://:5001";
    private final Command stop = new Command("Stop", Command.STOP, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final TextField answer = new TextField("Answer", "I am away.", 60, TextField.ANY);
    private MessageConnection server;
    private Responder responder;

    protected void startApp() {
        Form form = new Form("Away");
        form.append(answer);
        form.addCommand(stop);
        form.addCommand(exit);
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
        try {
            server = (MessageConnection) Connector.open(PORT);
            responder = new Responder(server, answer);
            responder.start();
            server.setMessageListener(this);
        } catch (IOException e) {
            form.append("The port is in use.");
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
        try {
            if (server != null) {
                server.setMessageListener(null);
                server.close();
            }
        } catch (IOException e) {
            // The phone closes the port when the suite ends.
        }
    }

    public void notifyIncomingMessage(MessageConnection connection) {
        responder.wake();
    }

    public void commandAction(Command command, Displayable screen) {
        destroyApp(true);
        if (command == exit) {
            notifyDestroyed();
        }
    }
}
