package decoders;

/** DES in electronic codebook mode, from the tables of FIPS 46-3. */
final class Des {
    private static final String IP = "58504234261810026052443628201204625446383022140664564840322416085749413325170901"
            + "595143352719110361534537292113056355473931231507";
    private static final String E = "320102030405040506070809080910111213121314151617161718192021202122232425242526272829"
            + "282930313201";
    private static final String P = "1607202129122817011523260518311002082414322703091913300622110425";
    private static final String PC1 = "5749413325170901585042342618100259514335271911036052443663554739312315076254463830"
            + "221406615345372921130528201204";
    private static final String PC2 = "141711240105032815062110231912042608160727201302415231374755304051453348444939563453"
            + "464250362932";
    private static final String SHIFTS = "1122222212222221";
    private static final String[] S = {
        "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
        "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
        "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
        "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
        "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
        "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
        "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
        "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b",
    };

    private Des() {
    }

    private static int at(String table, int i) {
        return (table.charAt(2 * i) - '0') * 10 + table.charAt(2 * i + 1) - '0' - 1;
    }

    /** Bit i of the result is the bit of the input that the table names, from 1. */
    private static boolean[] permute(boolean[] in, String table) {
        boolean[] out = new boolean[table.length() / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = in[at(table, i)];
        }
        return out;
    }

    private static boolean[] bits(byte[] in, int from) {
        boolean[] out = new boolean[64];
        for (int i = 0; i < 64; i++) {
            out[i] = (in[from + i / 8] >> 7 - i % 8 & 1) != 0;
        }
        return out;
    }

    private static boolean[][] schedule(byte[] key) {
        boolean[] state = permute(bits(key, 0), PC1);
        boolean[][] out = new boolean[16][];
        for (int round = 0; round < 16; round++) {
            for (int times = SHIFTS.charAt(round) - '0'; times > 0; times--) {
                boolean c = state[0], d = state[28];
                System.arraycopy(state, 1, state, 0, 27);
                System.arraycopy(state, 29, state, 28, 27);
                state[27] = c;
                state[55] = d;
            }
            out[round] = permute(state, PC2);
        }
        return out;
    }

    private static boolean[] f(boolean[] right, boolean[] key) {
        boolean[] wide = permute(right, E), out = new boolean[32];
        for (int box = 0; box < 8; box++) {
            int six = 0;
            for (int i = 0; i < 6; i++) {
                six = six << 1 | (wide[6 * box + i] ^ key[6 * box + i] ? 1 : 0);
            }
            int row = six >> 4 & 2 | six & 1, column = six >> 1 & 15;
            int four = Character.digit(S[box].charAt(16 * row + column), 16);
            for (int i = 0; i < 4; i++) {
                out[4 * box + i] = (four >> 3 - i & 1) != 0;
            }
        }
        return permute(out, P);
    }

    /** Enciphers or deciphers whole blocks. */
    static byte[] crypt(byte[] in, byte[] key, boolean decipher) {
        boolean[][] keys = schedule(key);
        byte[] out = new byte[in.length];
        for (int from = 0; from < in.length; from += 8) {
            boolean[] block = permute(bits(in, from), IP);
            boolean[] left = new boolean[32], right = new boolean[32];
            System.arraycopy(block, 0, left, 0, 32);
            System.arraycopy(block, 32, right, 0, 32);
            for (int round = 0; round < 16; round++) {
                boolean[] next = f(right, keys[decipher ? 15 - round : round]);
                for (int i = 0; i < 32; i++) {
                    next[i] ^= left[i];
                }
                left = right;
                right = next;
            }
            // The final permutation is the inverse of the first, over the halves in turned order.
            for (int i = 0; i < 64; i++) {
                int to = at(IP, i);
                if (i < 32 ? right[i] : left[i - 32]) {
                    out[from + to / 8] |= 1 << 7 - to % 8;
                }
            }
        }
        return out;
    }
}
