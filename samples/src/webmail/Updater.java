package com.example.webmail;

import java.io.IOException;
import java.io.InputStream;
import javax.microedition.io.ConnectionNotFoundException;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.lcdui.StringItem;
import javax.microedition.midlet.MIDlet;

/** Asks a server in clear where the newest version is, and has the phone install whatever it answers. */
class Updater implements Runnable {
    private final MIDlet owner;
    private final StringItem status;

    Updater(MIDlet owner, StringItem status) {
        this.owner = owner;
        this.status = status;
    }

    public void run() {
        try {
            String address = newest();
            if (address.length() > 0) {
                owner.platformRequest(address);
            }
        } catch (ConnectionNotFoundException e) {
            status.setText("The phone cannot open the update.");
        } catch (IOException e) {
            status.setText("No update server.");
        }
    }

    private String newest() throws IOException {
        HttpConnection connection = (HttpConnection) Connector.open("http://example.net/mail/newest.txt");
        InputStream in = connection.openInputStream();
        try {
            StringBuffer line = new StringBuffer();
            int next;
            while ((next = in.read()) > ' ') {
                line.append((char) next);
            }
            return line.toString();
        } finally {
            in.close();
            connection.close();
        }
    }
}
