package com.example.bank;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.io.HttpsConnection;
import javax.microedition.io.SecurityInfo;
import javax.microedition.lcdui.StringItem;
import javax.microedition.pki.CertificateException;

/** One POST over HTTPS; a certificate of somebody else ends the request. */
class BalanceRequest implements Runnable {
    private final byte[] body;
    private final StringItem balance;

    BalanceRequest(byte[] body, StringItem balance) {
        this.body = body;
        this.balance = balance;
    }

    public void run() {
        try {
            balance.setText(ask());
        } catch (CertificateException e) {
            balance.setText("The server could not prove who it is.");
        } catch (IOException e) {
            balance.setText("No connection.");
        } catch (SecurityException e) {
            balance.setText("Not allowed.");
        } finally {
            for (int i = 0; i < body.length; i++) {
                body[i] = 0;
            }
        }
    }

    private String ask() throws IOException {
        HttpsConnection connection = (HttpsConnection) Connector.open("https://example.com/balance", Connector.READ_WRITE);
        OutputStream out = null;
        InputStream in = null;
        try {
            SecurityInfo security = connection.getSecurityInfo();
            if (security.getServerCertificate().getSubject().indexOf("CN=example.com") < 0) {
                throw new IOException("certificate of another server");
            }
            connection.setRequestMethod(HttpConnection.POST);
            connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
            out = connection.openOutputStream();
            out.write(body);
            if (connection.getResponseCode() != HttpConnection.HTTP_OK) {
                return "refused";
            }
            in = connection.openInputStream();
            byte[] answer = new byte[32];
            int length = in.read(answer, 0, answer.length);
            return length > 0 ? new String(answer, 0, length) : "-";
        } finally {
            if (in != null) {
                in.close();
            }
            if (out != null) {
                out.close();
            }
            connection.close();
        }
    }
}
