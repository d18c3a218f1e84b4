package com.example.autoreply;

import java.io.IOException;
import javax.microedition.lcdui.TextField;
import javax.wireless.messaging.Message;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Receives outside the listener thread and replies to whoever wrote. */
class Responder extends Thread {
    private final MessageConnection connection;
    private final TextField answer;
    private int waiting;

    Responder(MessageConnection connection, TextField answer) {
        this.connection = connection;
        this.answer = answer;
    }

    synchronized void wake() {
        waiting++;
        notify();
    }

    public void run() {
        try {
            while (true) {
                synchronized (this) {
                    while (waiting == 0) {
                        wait();
                    }
                    waiting--;
                }
                reply(connection.receive());
            }
        } catch (InterruptedException e) {
            // Ends the thread.
        } catch (IOException e) {
            // The connection was closed.
        }
    }

    private void reply(Message received) throws IOException {
        TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
        message.setAddress(received.getAddress());
        message.setPayloadText(answer.getString());
        connection.send(message);
    }
}
