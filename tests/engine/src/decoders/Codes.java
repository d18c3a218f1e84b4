package decoders;

/** Decoders of the usual kinds. */
final class Codes {
    private static final int[] KEY = {3, 1, 4, 1, 5, 9};
    private static final byte[] VALUES = new byte[128];

    static {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private Codes() {
    }

    static byte[] base64(String text) {
        int length = text.length() / 4 * 3;
        for (int i = text.length() - 1; text.charAt(i) == '='; i--) {
            length--;
        }
        byte[] out = new byte[length];
        int bits = 0, have = 0, at = 0;
        for (int i = 0; i < text.length() && at < length; i++) {
            bits = bits << 6 | VALUES[text.charAt(i)];
            have += 6;
            if (have >= 8) {
                have -= 8;
                out[at++] = (byte) (bits >> have);
            }
        }
        return out;
    }

    static byte[] rc4(byte[] key, byte[] data) {
        int[] s = new int[256];
        for (int i = 0; i < 256; i++) {
            s[i] = i;
        }
        for (int i = 0, j = 0; i < 256; i++) {
            j = j + s[i] + key[i % key.length] & 0xff;
            int t = s[i];
            s[i] = s[j];
            s[j] = t;
        }
        byte[] out = new byte[data.length];
        for (int n = 0, i = 0, j = 0; n < data.length; n++) {
            i = i + 1 & 0xff;
            j = j + s[i] & 0xff;
            int t = s[i];
            s[i] = s[j];
            s[j] = t;
            out[n] = (byte) (data[n] ^ s[s[i] + s[j] & 0xff]);
        }
        return out;
    }

    static String open(String hidden) {
        char[] c = new char[hidden.length()];
        for (int i = 0; i < c.length; i++) {
            c[i] = mix(hidden.charAt(i), KEY[i % KEY.length]);
        }
        return String.valueOf(c);
    }

    private static char mix(char c, int with) {
        return (char) (c ^ with);
    }
}
