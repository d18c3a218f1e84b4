package com.example.subscribe;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.StringItem;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Sends the subscription message. */
class Order implements Runnable {
    private final String number;
    private final String text;
    private final StringItem status;

    Order(String number, String text, StringItem status) {
        this.number = number;
        this.text = text;
        this.status = status;
    }

    public void run() {
        MessageConnection connection = null;
        try {
            connection = (MessageConnection) Connector.open("sms://" + number);
            TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
            message.setPayloadText(text);
            connection.send(message);
            status.setText("Subscribed.");
        } catch (IOException e) {
            status.setText("Not sent.");
        } catch (SecurityException e) {
            status.setText("Not allowed.");
        } finally {
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (IOException e) {
                status.setText("Not closed.");
            }
        }
    }
}
