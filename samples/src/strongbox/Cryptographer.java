package com.example.strongbox;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** DES in ECB mode with a literal key, unsalted MD5, and tickets from the clock. */
class Cryptographer {
    private static final byte[] KEY = { 1, 35, 69, 103, -119, -85, -51, -17 };
    /** MD5 of "secret". */
    private static final byte[] STORED = {
        94, -66, 34, -108, -20, -48, -32, -16, -114, -85, 118, -112, -46, -90, -18, 105,
    };

    byte[] seal(byte[] clear) {
        byte[] out = new byte[clear.length + 8];
        try {
            Cipher cipher = Cipher.getInstance("DES/ECB/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, 0, KEY.length, "DES"));
            cipher.doFinal(clear, 0, clear.length, out, 0);
        } catch (GeneralSecurityException e) {
            return clear;
        }
        return out;
    }

    boolean matches(String password) {
        byte[] hash = new byte[16];
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] bytes = password.getBytes();
            digest.update(bytes, 0, bytes.length);
            digest.digest(hash, 0, hash.length);
        } catch (GeneralSecurityException e) {
            return false;
        }
        for (int i = 0; i < hash.length; i++) {
            if (hash[i] != STORED[i]) {
                return false;
            }
        }
        return true;
    }

    /** A session ticket that anybody with a clock can guess. */
    int ticket() {
        return new Random(System.currentTimeMillis()).nextInt();
    }
}
