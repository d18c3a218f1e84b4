package com.example.busguide;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.StringItem;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Sends a ticket text to the number that the user typed. */
class TicketSender implements Runnable {
    private final String number;
    private final StringItem answer;

    TicketSender(String number, StringItem answer) {
        this.number = number;
        this.answer = answer;
    }

    public void run() {
        try {
            MessageConnection connection = (MessageConnection) Connector.open("sms://" + number);
            TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
            message.setPayloadText("Ticket for you, see example.com");
            connection.send(message);
            connection.close();
            answer.setText("Sent.");
        } catch (IOException e) {
            answer.setText("Not sent.");
        } catch (SecurityException e) {
            answer.setText("Not allowed.");
        }
    }
}
