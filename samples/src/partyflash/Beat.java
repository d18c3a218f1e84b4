package com.example.partyflash;

import javax.microedition.lcdui.Display;
import javax.microedition.rms.RecordStore;
import javax.microedition.rms.RecordStoreException;

/** One of many threads: vibrates, repaints and fills the record store without a pause. */
class Beat extends Thread {
    private final Display display;
    private final PartyFlashMIDlet.Screen screen;

    Beat(Display display, PartyFlashMIDlet.Screen screen) {
        this.display = display;
        this.screen = screen;
    }

    public void run() {
        byte[] block = new byte[4096];
        while (true) {
            display.vibrate(60000);
            screen.repaint();
            try {
                RecordStore store = RecordStore.openRecordStore("beat", true);
                store.addRecord(block, 0, block.length);
            } catch (RecordStoreException e) {
                // The store is full; the next round tries again.
            }
        }
    }
}
