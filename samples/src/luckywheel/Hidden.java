package com.example.luckywheel;

/** Ways to keep a text out of the constant pool. */
class Hidden {
    private Hidden() {
    }

    /** Undoes an XOR with one key byte. */
    static String decode(byte[] masked, int key) {
        byte[] clear = new byte[masked.length];
        for (int i = 0; i < masked.length; i++) {
            clear[i] = (byte) (masked[i] ^ key);
        }
        return new String(clear);
    }

    static String reversed(String text) {
        return new StringBuffer(text).reverse().toString();
    }
}
