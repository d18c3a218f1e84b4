package com.example.shopfinder;

import java.io.IOException;
import java.io.InputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.io.HttpsConnection;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.StringItem;

/** Asks for the shops of a town; sends language and profile, as any browser does. */
class Search implements Runnable {
    private static final int CHECK = 0x5a;
    private final String town;
    private final StringItem result;
    private final Display display;

    Search(String town, StringItem result, Display display) {
        this.town = town;
        this.result = result;
        this.display = display;
    }

    public void run() {
        try {
            String text = ask();
            result.setText(formatter().format(text));
            display.vibrate(200);
        } catch (IOException e) {
            result.setText("No connection.");
        } catch (SecurityException e) {
            result.setText("Not allowed.");
        }
    }

    /** A class of this suite that a build for small screens leaves out; its name is a literal. */
    private static Formatter formatter() {
        try {
            return (Formatter) Class.forName("com.example.shopfinder.WideFormatter").newInstance();
        } catch (Exception e) {
            return new Formatter();
        }
    }

    private String ask() throws IOException {
        HttpsConnection connection = (HttpsConnection) Connector.open("https://example.com/shops?letters=" + town.length());
        InputStream in = null;
        try {
            if (connection.getSecurityInfo().getServerCertificate().getSubject().indexOf("example.com") < 0) {
                return "";
            }
            connection.setRequestProperty("Accept-Language", System.getProperty("microedition.locale"));
            connection.setRequestProperty("User-Agent", System.getProperty("microedition.profiles"));
            if (connection.getResponseCode() != HttpConnection.HTTP_OK) {
                return "";
            }
            in = connection.openInputStream();
            byte[] block = new byte[256];
            int length = in.read(block, 0, block.length);
            return length > 1 && sum(block, length - 1) == block[length - 1] ? new String(block, 0, length - 1) : "";
        } finally {
            if (in != null) {
                in.close();
            }
            connection.close();
        }
    }

    /** A check sum: XOR in a loop that decodes nothing. */
    private static int sum(byte[] block, int length) {
        int sum = CHECK;
        for (int i = 0; i < length; i++) {
            sum ^= block[i];
        }
        return (byte) sum;
    }
}
