package com.example.webmail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.SocketConnection;
import javax.microedition.lcdui.StringItem;

/** Speaks POP3 in clear to a numeric address on a privileged port. */
class MailPoller implements Runnable {
    private final String user;
    private final String password;
    private final StringItem status;

    MailPoller(String user, String password, StringItem status) {
        this.user = user;
        this.password = password;
        this.status = status;
    }

    public void run() {
        SocketConnection socket = null;
        InputStream in = null;
        OutputStream out = null;
        try {
            socket = (SocketConnection) Connector.open("socket://192.0.2.25:110");
            in = socket.openInputStream();
            out = socket.openOutputStream();
            readLine(in);
            say(out, "USER " + user);
            readLine(in);
            say(out, "PASS " + password);
            readLine(in);
            say(out, "STAT");
            status.setText(readLine(in));
            say(out, "QUIT");
        } catch (IOException e) {
            status.setText("No mail server.");
        } finally {
            close(in, out, socket);
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes());
        out.flush();
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuffer line = new StringBuffer();
        int next;
        while (line.length() < 200 && (next = in.read()) >= 0 && next != '\n') {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void close(InputStream in, OutputStream out, SocketConnection socket) {
        try {
            if (in != null) {
                in.close();
            }
            if (out != null) {
                out.close();
            }
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // Closed by the server.
        }
    }
}
