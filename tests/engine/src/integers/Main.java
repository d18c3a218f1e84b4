package integers;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Integer arithmetic, conversion and parsing. */
public class Main extends MIDlet {
    static int port = 7000;

    protected void startApp() {
        try {
            arithmetic(70, 5);
            bits(0x1234);
            narrow(456);
            parsed("7132");
            radix(255);
            characters('a');
            longs(3000000000L);
            boxes();
            digits(7132);
            math(-3, 2);
            comparison(5L, 7L);
            mode();
            overflow(2147483647);
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# arithmetic
    static void arithmetic(int a, int b) throws Exception {
        Connector.open("x", a * b + 3); //= mode=353
        Connector.open("x", (a - b) / 2 % 10); //= mode=2
        Connector.open("x", -(a / -b)); //= mode=14
    }

    //# shifts-and-masks
    static void bits(int a) throws Exception {
        Connector.open("x", (a >> 8 & 0xff) << 1); //= mode=36
        Connector.open("x", (a ^ 0xff | 1) >>> 4); //= mode=300
        Connector.open("x", ~a >>> 28); //= mode=15
    }

    //# narrowing
    static void narrow(int a) throws Exception {
        Connector.open("x", (byte) a); //= mode=-56
        Connector.open("x", (char) -1); //= mode=65535
        Connector.open("x", (short) 65537); //= mode=1
    }

    //# parse-int
    static void parsed(String text) throws Exception {
        int number = Integer.parseInt(text) + 1;
        Connector.open("sms://" + number); //= url="sms://7133"
        Connector.open("x", Integer.parseInt("-1f", 16)); //= mode=-31
        Connector.open("x", Integer.valueOf("12").intValue()); //= mode=12
    }

    //# to-string-in-a-radix
    static void radix(int a) throws Exception {
        Connector.open(Integer.toHexString(a) + "," + Integer.toString(a, 8) + "," + Integer.toString(a)); //= url="ff,377,255"
        Connector.open(Integer.toBinaryString(5) + Integer.toOctalString(8)); //= url="10110"
    }

    //# char-arithmetic
    static void characters(char c) throws Exception {
        char next = (char) (c + 1);
        Connector.open("tel:" + next + (char) (next - 32) + c++ + c); //= url="tel:bBab"
        Connector.open("x", Character.digit('f', 16)); //= mode=15
        Connector.open("tel:" + Character.toUpperCase('q')); //= url="tel:Q"
    }

    //# long-arithmetic
    static void longs(long a) throws Exception {
        Connector.open("x" + a * 2); //= url="x6000000000"
        Connector.open("x", (int) (a >> 32) + (int) (a >> 8 & 0xff)); //= mode=94
        Thread.sleep(a - 2999999999L); //= milliseconds=1
        Connector.open("x" + Long.parseLong("77") + Long.toString(a / 1000)); //= url="x773000000"
    }

    //# integer-objects
    static void boxes() throws Exception {
        Object boxed = new Integer(7132);
        Connector.open("sms://" + boxed + new Integer(5).toString()); //= url="sms://71325"
    }

    //# digits-one-by-one
    static void digits(int number) throws Exception {
        String url = "sms://" + number / 1000 + number / 100 % 10 + number / 10 % 10 + number % 10;
        Connector.open(url); //= url="sms://7132"
    }

    //# math
    static void math(int a, int b) throws Exception {
        Connector.open("x", Math.abs(a) + Math.max(a, b) * 10 + Math.min(a, b)); //= mode=20
    }

    //# long-comparison-decides
    static void comparison(long a, long b) throws Exception {
        Connector.open(a < b ? "less" : "more"); //= url="less"
    }

    //# int-in-a-field
    static void mode() throws Exception {
        Connector.open("sms://" + (port + 132)); //= url="sms://7132"
    }

    //# overflow-wraps
    static void overflow(int a) throws Exception {
        Connector.open("x", a + 1); //= mode=-2147483648
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
