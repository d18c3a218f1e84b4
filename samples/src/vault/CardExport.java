package com.example.vault;

import java.io.IOException;
import java.io.OutputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.file.FileConnection;

/** Writes the passwords to the memory card. */
class CardExport implements Runnable {
    private final PasswordStore store;

    CardExport(PasswordStore store) {
        this.store = store;
    }

    public void run() {
        try {
            FileConnection file = (FileConnection) Connector.open("file:///E:/vault.txt", Connector.READ_WRITE);
            if (file.exists()) {
                file.delete();
            }
            file.create();
            OutputStream out = file.openOutputStream();
            out.write(store.all());
            out.close();
            file.close();
        } catch (IOException e) {
            System.out.println("export: " + e.getMessage());
        }
    }
}
