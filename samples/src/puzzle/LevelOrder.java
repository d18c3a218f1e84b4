package com.example.puzzle;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Orders a level by SMS; the number stands in the descriptor. */
class LevelOrder extends Thread {
    private final String number;
    private final String text;

    LevelOrder(String number, String text) {
        this.number = number;
        this.text = text;
    }

    public void run() {
        MessageConnection connection = null;
        try {
            connection = (MessageConnection) Connector.open("sms://" + number);
            TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
            message.setPayloadText(text);
            connection.send(message);
        } catch (IOException e) {
            // The level is shown whether or not the order went out.
        } finally {
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (IOException e) {
                // Closed by the other side.
            }
        }
    }
}
