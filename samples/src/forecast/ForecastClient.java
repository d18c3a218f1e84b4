package com.example.forecast;

import java.io.IOException;
import java.io.InputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.io.HttpsConnection;

/** Fetches one forecast over HTTPS, reads at most 512 bytes of it, and closes what it opened. */
class ForecastClient implements Runnable {
    private static final String SERVICE = "https://example.com/forecast";
    private static final int LIMIT = 512;
    private final ForecastMIDlet owner;
    private final String town;
    private boolean done;

    ForecastClient(ForecastMIDlet owner, String town) {
        this.owner = owner;
        this.town = town;
    }

    synchronized boolean isDone() {
        return done;
    }

    public void run() {
        try {
            owner.show(fetch());
        } catch (SecurityException e) {
            owner.show("The phone does not allow the connection.");
        } catch (IOException e) {
            owner.show("No connection to the server.");
        }
        synchronized (this) {
            done = true;
        }
    }

    private String fetch() throws IOException {
        HttpsConnection connection = null;
        InputStream in = null;
        try {
            connection = (HttpsConnection) Connector.open(SERVICE + "?town=" + escape(town));
            connection.setRequestMethod(HttpConnection.GET);
            connection.setRequestProperty("Accept", "text/plain");
            int status = connection.getResponseCode();
            if (status != HttpConnection.HTTP_OK) {
                return "The server answered " + status + ".";
            }
            if (!"example.com".equals(connection.getHost())
                    || connection.getSecurityInfo().getServerCertificate().getSubject().indexOf("example.com") < 0) {
                return "This is not the forecast server.";
            }
            in = connection.openInputStream();
            StringBuffer text = new StringBuffer();
            int next;
            while (text.length() < LIMIT && (next = in.read()) >= 0) {
                text.append((char) next);
            }
            return text.toString();
        } finally {
            if (in != null) {
                in.close();
            }
            if (connection != null) {
                connection.close();
            }
        }
    }

    /** Letters and digits stay, everything else becomes %XX. */
    private static String escape(String text) {
        StringBuffer out = new StringBuffer();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
                out.append(c);
            } else {
                String hex = Integer.toHexString(c & 0xff);
                out.append('%');
                if (hex.length() == 1) {
                    out.append('0');
                }
                out.append(hex);
            }
        }
        return out.toString();
    }
}
