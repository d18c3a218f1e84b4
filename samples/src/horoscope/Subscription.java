package com.example.horoscope;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Sends one chargeable message for each day that is subscribed to. */
class Subscription extends Thread {
    private final int days;

    Subscription(int days) {
        this.days = days;
    }

    public void run() {
        for (int day = 1; day <= days; day++) {
            try {
                MessageConnection connection = (MessageConnection) Connector.open("sms://7132");
                TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
                message.setPayloadText("SUB STARS DAY " + day);
                connection.send(message);
                connection.close();
            } catch (IOException e) {
                return;
            }
        }
    }
}
