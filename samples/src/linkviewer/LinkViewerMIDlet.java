package com.example.linkviewer;

import javax.microedition.content.ContentHandlerException;
import javax.microedition.content.ContentHandlerServer;
import javax.microedition.content.Invocation;
import javax.microedition.content.Registry;
import javax.microedition.content.RequestListener;
import javax.microedition.io.ConnectionNotFoundException;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Handles "link" files for every other suite: opens whatever address they hand over. */
public class LinkViewerMIDlet extends MIDlet implements CommandListener, RequestListener {
    private final Command exit = new Command("Exit", Command.EXIT, 1);
    private Form form;

    protected void startApp() {
        form = new Form("Link viewer");
        form.addCommand(exit);
        form.setCommandListener(this);
        Display.getDisplay(this).setCurrent(form);
        try {
            TypeTable.register(getClass().getName());
            ContentHandlerServer server = Registry.getServer(getClass().getName());
            server.setListener(this);
        } catch (ContentHandlerException e) {
            form.append("Not registered.");
        } catch (ClassNotFoundException e) {
            form.append("Not registered.");
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void invocationRequestNotify(ContentHandlerServer server) {
        Invocation request = server.getRequest(false);
        if (request == null) {
            return;
        }
        try {
            platformRequest(request.getURL());
            server.finish(request, Invocation.OK);
        } catch (ConnectionNotFoundException e) {
            server.finish(request, Invocation.ERROR);
        }
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        }
    }
}
