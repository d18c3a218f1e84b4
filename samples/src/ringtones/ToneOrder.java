package com.example.ringtones;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.StringItem;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Sends the order; each tone uses another of the four ways in which an address can be given. */
class ToneOrder implements Runnable {
    private static final String NUMBER = shortNumber();
    private final int tone;
    private final StringItem status;

    ToneOrder(int tone, StringItem status) {
        this.tone = tone;
        this.status = status;
    }

    /** Not a constant expression, so that javac does not fold the concatenation below. */
    private static String shortNumber() {
        return "7132";
    }

    public void run() {
        try {
            switch (tone) {
                case 0:
                    sendLiteral();
                    break;
                case 1:
                    sendConcatenated(NUMBER);
                    break;
                case 2:
                    sendBuffered();
                    break;
                default:
                    sendAddressed();
                    break;
            }
            status.setText("Ordered.");
        } catch (IOException e) {
            status.setText("Not sent.");
        } catch (SecurityException e) {
            status.setText("Not allowed.");
        }
    }

    private void sendLiteral() throws IOException {
        MessageConnection connection = (MessageConnection) Connector.open("sms://7132");
        send(connection, (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE));
    }

    private void sendConcatenated(String number) throws IOException {
        MessageConnection connection = (MessageConnection) Connector.open("sms://" + number);
        send(connection, (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE));
    }

    private void sendBuffered() throws IOException {
        StringBuffer address = new StringBuffer("sms:");
        address.append('/').append('/');
        for (int digit = 0; digit < 4; digit++) {
            address.append("7132".charAt(digit));
        }
        MessageConnection connection = (MessageConnection) Connector.open(address.toString());
        send(connection, (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE));
    }

    private void sendAddressed() throws IOException {
        MessageConnection connection = (MessageConnection) Connector.open("sms://:5000");
        TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
        message.setAddress("sms://7132");
        send(connection, message);
    }

    private void send(MessageConnection connection, TextMessage message) throws IOException {
        try {
            message.setPayloadText("TONE " + tone);
            connection.send(message);
        } finally {
            connection.close();
        }
    }
}
