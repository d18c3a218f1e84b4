package com.example.simtool;

import java.io.IOException;
import javax.microedition.apdu.APDUConnection;
import javax.microedition.io.Connector;

/** APDU exchanges with the card in the first slot. */
class Card {
    private static final String APPLICATION = "apdu:0;target=a0.00.00.00.62.03.01.0c.02.01";
    private static final String TOOLKIT = "apdu:0;target=SAT";
    private static final byte[] READ = { (byte) 0x80, 0x10, 0, 0, 8 };
    private static final byte[] ENVELOPE = { (byte) 0x80, (byte) 0xc2, 0, 0, 2, (byte) 0xd3, 0 };

    byte[] select() throws IOException {
        return exchange(APPLICATION, READ);
    }

    byte[] envelope() throws IOException {
        return exchange(TOOLKIT, ENVELOPE);
    }

    void verifyPin() throws IOException {
        APDUConnection card = (APDUConnection) Connector.open(APPLICATION);
        try {
            card.enterPin(1);
        } finally {
            card.close();
        }
    }

    private static byte[] exchange(String target, byte[] command) throws IOException {
        APDUConnection card = (APDUConnection) Connector.open(target);
        try {
            return card.exchangeAPDU(command);
        } finally {
            card.close();
        }
    }

    static String hex(byte[] bytes) {
        StringBuffer text = new StringBuffer();
        for (int i = 0; i < bytes.length; i++) {
            text.append(Integer.toHexString(bytes[i] & 0xff)).append(' ');
        }
        return text.toString();
    }
}
