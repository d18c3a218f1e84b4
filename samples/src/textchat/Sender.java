package com.example.textchat;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Sends one message outside the event thread. */
class Sender implements Runnable {
    private final TextChatMIDlet owner;
    private final String number;
    private final String text;

    Sender(TextChatMIDlet owner, String number, String text) {
        this.owner = owner;
        this.number = number;
        this.text = text;
    }

    public void run() {
        try {
            send();
            owner.done("Sent.");
        } catch (SecurityException e) {
            owner.done("Not sent, as you wished.");
        } catch (IOException e) {
            owner.done("Could not be sent.");
        }
    }

    private void send() throws IOException {
        MessageConnection connection = null;
        try {
            connection = (MessageConnection) Connector.open("sms://" + number);
            TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
            message.setPayloadText(text);
            connection.send(message);
        } finally {
            if (connection != null) {
                connection.close();
            }
        }
    }
}
