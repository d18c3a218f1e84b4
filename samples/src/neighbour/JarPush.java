package com.example.neighbour;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.file.FileConnection;
import javax.microedition.lcdui.Form;
import javax.obex.ClientSession;
import javax.obex.HeaderSet;
import javax.obex.Operation;

/** Sends the suite's own JAR, read from the file system, by OBEX. */
class JarPush implements Runnable {
    private final String url;
    private final Form form;

    JarPush(String url, Form form) {
        this.url = url;
        this.form = form;
    }

    public void run() {
        try {
            FileConnection jar = (FileConnection) Connector.open("file:///C:/neighbour.jar", Connector.READ);
            ClientSession session = (ClientSession) Connector.open(url);
            session.connect(null);
            HeaderSet header = session.createHeaderSet();
            header.setHeader(HeaderSet.NAME, "neighbour.jar");
            header.setHeader(HeaderSet.TYPE, "application/java-archive");
            Operation put = session.put(header);
            OutputStream out = put.openOutputStream();
            InputStream in = jar.openInputStream();
            byte[] block = new byte[512];
            int length;
            while ((length = in.read(block)) > 0) {
                out.write(block, 0, length);
            }
            in.close();
            out.close();
            put.close();
            session.disconnect(null);
            session.close();
            jar.close();
        } catch (IOException e) {
            form.append("Refused.");
        }
    }
}
