package com.example.vault;

import javax.microedition.rms.RecordStore;
import javax.microedition.rms.RecordStoreException;

/** Passwords in clear, in a record store that every suite may read and write. */
class PasswordStore {
    private static final String NAME = "vault";

    void add(String site, String password) {
        try {
            RecordStore store = RecordStore.openRecordStore(NAME, true, RecordStore.AUTHMODE_ANY, true);
            byte[] record = (site + '\t' + password).getBytes();
            store.addRecord(record, 0, record.length);
            store.closeRecordStore();
        } catch (RecordStoreException e) {
            System.out.println("vault: " + e.getMessage());
        }
    }

    byte[] all() {
        try {
            RecordStore store = RecordStore.openRecordStore(NAME, true);
            store.setMode(RecordStore.AUTHMODE_ANY, true);
            StringBuffer text = new StringBuffer();
            for (int id = 1; id < store.getNextRecordID(); id++) {
                text.append(new String(store.getRecord(id))).append('\n');
            }
            store.closeRecordStore();
            return text.toString().getBytes();
        } catch (RecordStoreException e) {
            return new byte[0];
        }
    }

    void clear() {
        try {
            RecordStore.deleteRecordStore(NAME);
        } catch (RecordStoreException e) {
            // No store yet.
        }
    }
}
