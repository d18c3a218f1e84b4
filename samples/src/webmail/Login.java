package com.example.webmail;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.TextField;

/** Logs in with user name and password in the address of a clear-text request. */
class Login implements Runnable {
    private final TextField user;
    private final TextField password;
    private final StringItem status;

    Login(TextField user, TextField password, StringItem status) {
        this.user = user;
        this.password = password;
        this.status = status;
    }

    public void run() {
        HttpConnection connection = null;
        try {
            connection = (HttpConnection) Connector.open("http://example.com/login?user=" + user.getString()
                    + "&password=" + password.getString());
            status.setText(connection.getResponseCode() == HttpConnection.HTTP_OK ? "Logged in." : "Wrong password.");
        } catch (IOException e) {
            status.setText("No connection.");
        } finally {
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (IOException e) {
                // Nothing more to read.
            }
        }
    }
}
