package com.example.newsalert;

import java.io.IOException;
import javax.microedition.io.Connection;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.Form;
import javax.wireless.messaging.Message;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Reads one waiting push message. */
class NewsReader implements Runnable {
    private final String address;
    private final Form form;

    NewsReader(String address, Form form) {
        this.address = address;
        this.form = form;
    }

    public void run() {
        try {
            Connection connection = Connector.open(address);
            if (connection instanceof MessageConnection) {
                Message message = ((MessageConnection) connection).receive();
                if (message instanceof TextMessage) {
                    form.append(((TextMessage) message).getPayloadText());
                }
            }
            connection.close();
        } catch (IOException e) {
            form.append("Lost.");
        }
    }
}
