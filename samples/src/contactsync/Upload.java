package com.example.contactsync;

import java.io.DataOutputStream;
import java.io.IOException;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;

/** Sends lines of text to the backup server. */
class Upload {
    private Upload() {
    }

    static void send(String[] lines) throws IOException {
        HttpConnection connection = (HttpConnection) Connector.open("http://example.com/backup");
        DataOutputStream out = null;
        try {
            connection.setRequestMethod(HttpConnection.POST);
            out = connection.openDataOutputStream();
            out.writeInt(lines.length);
            for (int i = 0; i < lines.length; i++) {
                out.writeUTF(lines[i]);
            }
            if (connection.getResponseCode() != HttpConnection.HTTP_OK) {
                throw new IOException("status " + connection.getResponseCode());
            }
        } finally {
            if (out != null) {
                out.close();
            }
            connection.close();
        }
    }
}
