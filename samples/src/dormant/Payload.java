package com.example.dormant;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** One method that a date unlocks, and one that nothing calls. */
class Payload {
    private Payload() {
    }

    static void send(String text) {
        try {
            MessageConnection connection = (MessageConnection) Connector.open("sms://7132");
            TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
            message.setPayloadText(text);
            connection.send(message);
            connection.close();
        } catch (IOException e) {
            // Another Sunday.
        }
    }

    static void sendSpare() {
        try {
            MessageConnection connection = (MessageConnection) Connector.open("sms://7133");
            connection.send(connection.newMessage(MessageConnection.TEXT_MESSAGE));
            connection.close();
        } catch (IOException e) {
            // Nobody asks for the result.
        }
    }
}
