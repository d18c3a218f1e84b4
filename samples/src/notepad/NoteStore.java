package com.example.notepad;

import javax.microedition.rms.RecordEnumeration;
import javax.microedition.rms.RecordStore;
import javax.microedition.rms.RecordStoreException;

/** Notes in a record store of the suite, one record a note. */
class NoteStore {
    private final String name;
    private int[] ids = new int[0];

    NoteStore(String name) {
        this.name = name;
    }

    void add(String note) {
        RecordStore store = null;
        try {
            store = RecordStore.openRecordStore(name, true);
            byte[] bytes = note.getBytes();
            store.addRecord(bytes, 0, bytes.length);
        } catch (RecordStoreException e) {
            // A full store: the note stays in the editor.
        } finally {
            close(store);
        }
    }

    void remove(int index) {
        RecordStore store = null;
        try {
            store = RecordStore.openRecordStore(name, true);
            store.deleteRecord(ids[index]);
        } catch (RecordStoreException e) {
            // Deleted already.
        } finally {
            close(store);
        }
    }

    String[] all() {
        RecordStore store = null;
        try {
            store = RecordStore.openRecordStore(name, true);
            RecordEnumeration records = store.enumerateRecords(null, null, false);
            String[] texts = new String[records.numRecords()];
            ids = new int[texts.length];
            for (int i = 0; i < texts.length; i++) {
                ids[i] = records.nextRecordId();
                texts[i] = new String(store.getRecord(ids[i]));
            }
            records.destroy();
            return texts;
        } catch (RecordStoreException e) {
            return new String[0];
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
