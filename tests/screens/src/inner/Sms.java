package inner;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Sends a text message to a test number. */
final class Sms {
    private Sms() {
    }

    static void send(String number) {
        try {
            MessageConnection connection = (MessageConnection) Connector.open("sms://" + number);
            TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
            connection.send(message);
            connection.close();
        } catch (IOException e) {
            // Not sent.
        }
    }
}
