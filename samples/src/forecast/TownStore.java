package com.example.forecast;

import javax.microedition.rms.RecordStore;
import javax.microedition.rms.RecordStoreException;

/** Remembers the last town in a record store that only this suite can open. */
class TownStore {
    private static final String NAME = "town";

    String load() {
        RecordStore store = null;
        try {
            store = RecordStore.openRecordStore(NAME, true);
            return store.getNumRecords() == 0 ? "" : new String(store.getRecord(1));
        } catch (RecordStoreException e) {
            return "";
        } finally {
            close(store);
        }
    }

    void save(String town) {
        byte[] bytes = town.getBytes();
        RecordStore store = null;
        try {
            store = RecordStore.openRecordStore(NAME, true);
            if (store.getNumRecords() == 0) {
                store.addRecord(bytes, 0, bytes.length);
            } else {
                store.setRecord(1, bytes, 0, bytes.length);
            }
        } catch (RecordStoreException e) {
            // The town is typed again next time; nothing else is lost.
        } finally {
            close(store);
        }
    }

    private static void close(RecordStore store) {
        if (store != null) {
            try {
                store.closeRecordStore();
            } catch (RecordStoreException e) {
                // Nothing can be done about a store that does not close.
            }
        }
    }
}
