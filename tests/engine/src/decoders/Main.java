package decoders;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Text that is decoded before it is used, by every way that applications hide it. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            xor();
            keyed();
            shifted();
            looked();
            base64();
            rc4();
            des();
            substituted();
            turned();
            twoLevels();
            new Shop().open();
            inPlace();
            hex();
            number();
            plain();
            guarded(System.currentTimeMillis());
            perSite();
            unknownKey(System.getProperty("k"));
            stuck();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    static String xor(String hidden) {
        char[] c = hidden.toCharArray();
        for (int i = 0; i < c.length; i++) {
            c[i] ^= 0x15;
        }
        return new String(c);
    }

    //# xor-loop
    static void xor() throws Exception {
        Connector.open(xor("fxf/::\"$&'")); //= url="sms://7132" decoded=url
    }

    //# xor-with-a-repeated-key
    static void keyed() throws Exception {
        String key = "key", hidden = "\030\010\012QJV\\TJX";
        StringBuffer b = new StringBuffer();
        for (int i = 0; i < hidden.length(); i++) {
            b.append((char) (hidden.charAt(i) ^ key.charAt(i % key.length())));
        }
        Connector.open(b.toString()); //= url="sms://7133" decoded=url
    }

    static String shift(String hidden, int by) {
        String out = "";
        for (int i = 0; i < hidden.length(); i++) {
            out += (char) (hidden.charAt(i) - by);
        }
        return out;
    }

    //# shift-loop
    static void shifted() throws Exception {
        Connector.open(shift("vpv=22:467", 3)); //= url="sms://7134" decoded=url
    }

    private static final int[] PLACES = {12, 13, 12, 10, 11, 11, 7, 1, 3, 5};

    static String look(int[] places) {
        StringBuffer b = new StringBuffer();
        for (int i = 0; i < places.length; i++) {
            b.append("0123456789:/smthp.".charAt(places[i]));
        }
        return b.toString();
    }

    //# lookup-table
    static void looked() throws Exception {
        Connector.open(look(PLACES)); //= url="sms://7135" decoded=url
    }

    //# base64
    static void base64() throws Exception {
        Connector.open(new String(Codes.base64("c21zOi8vNzEzNg=="))); //= url="sms://7136" decoded=url
    }

    //# rc4
    static void rc4() throws Exception {
        byte[] hidden = {-104, -14, 4, -69, -104, 27, -3, 67, -108, 46};
        Connector.open(new String(Codes.rc4("Key".getBytes(), hidden))); //= url="sms://7137" decoded=url
    }

    //# des
    static void des() throws Exception {
        byte[] hidden = {-35, -72, 78, 43, 120, -119, -90, -85, -126, -88, 111, -45, -109, -20, 56, -123};
        Connector.open(new String(Des.crypt(hidden, "8bytekey".getBytes(), true), 0, 10)); //= url="sms://7138" decoded=url
    }

    static String substitute(String hidden, String from, String to) {
        StringBuffer b = new StringBuffer(hidden);
        for (int i = 0; i < b.length(); i++) {
            int at = from.indexOf(b.charAt(i));
            if (at >= 0) {
                b.setCharAt(i, to.charAt(at));
            }
        }
        return b.toString();
    }

    //# substitution-by-index-of
    static void substituted() throws Exception {
        String url = substitute("ldl/..2860", "qwertyuiopasdfghjklzxcvbnm9876543210/.:", "abcdefghijklmnopqrstuvwxyz0123456789:/.");
        Connector.open(url); //= url="sms://7139" decoded=url
    }

    //# reversed-text
    static void turned() throws Exception {
        Connector.open(new StringBuffer("0417//:sms").reverse().toString()); //= url="sms://7140" decoded=url
    }

    //# decoder-and-key-in-another-class
    static void twoLevels() throws Exception {
        Connector.open(Codes.open("plw;*&4005")); //= url="sms://7144" decoded=url
    }

    //# bytes-decoded-in-place
    static void inPlace() throws Exception {
        byte[] hidden = {41, 55, 41, 96, 117, 117, 109, 107, 110, 104};
        for (int i = hidden.length; --i >= 0;) {
            hidden[i] = (byte) (hidden[i] ^ 0x5a);
        }
        Connector.open(new String(hidden)); //= url="sms://7142" decoded=url
    }

    static byte[] unhex(String s) {
        byte[] out = new byte[s.length() / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) Integer.parseInt(s.substring(2 * i, 2 * i + 2), 16);
        }
        return out;
    }

    //# hexadecimal-text
    static void hex() throws Exception {
        Connector.open(new String(unhex("736d733a2f2f37313433"))); //= url="sms://7143" decoded=url
    }

    //# number-hidden-in-an-int
    static void number() throws Exception {
        Connector.open("sms://" + (16819 ^ mask())); //= url="sms://7145"
    }

    static int mask() {
        int m = 0;
        for (int i = 0; i < 4; i++) {
            m = m << 4 | ((i & 1) == 0 ? 5 : 10);
        }
        return m;
    }

    //# plain-text-is-not-called-decoded negative
    static void plain() throws Exception {
        String url = "sms://";
        url = url + "7132".trim();
        Connector.open(url); //= url="sms://7132" decoded=none
        Connector.open("http://example.com/?k=" + System.getProperty("k")); //= connection.open url="http://example.com/?k={System.getProperty(\"k\")}" decoded=none
    }

    //# decoded-piece-of-a-longer-text
    static void guarded(long now) throws Exception {
        String number = xor("\"$&'");
        Connector.open("sms://" + (now > 5 ? number : "1")); //= url="sms://1"|"sms://7132" decoded=url
    }

    //# each-site-decodes-its-own
    static void perSite() throws Exception {
        Connector.open(shift("vpv=22:467", 3)); //= url="sms://7134"
        Connector.open(shift("tnt;008245", 1)); //= url="sms://7134"
        Connector.open(xor("fxf/::\"$&\"")); //= url="sms://7137"
    }

    //# unknown-key-leaves-it-hidden negative
    static void unknownKey(String key) throws Exception {
        int by = key.length();
        Connector.open("sms://" + shift("vpv=22:467", by)); //= url="sms://{System.getProperty(\"k\")}" decoded=none
    }

    static String spin(String hidden) {
        StringBuffer b = new StringBuffer();
        for (int i = 0; b.length() < 20; i++) {
            if (b.length() > 7) {
                b.setLength(0);
            }
            b.append((char) (hidden.charAt(i % 4) ^ i % 3));
        }
        return b.toString();
    }

    //# decoder-that-never-ends negative
    static void stuck() throws Exception {
        Connector.open("sms://" + spin("7132")); //= url="sms://{?}"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
