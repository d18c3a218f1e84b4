package buffers;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** StringBuffer: every method that changes it, in branches and loops. */
public class Main extends MIDlet {
    static boolean coin() {
        return System.currentTimeMillis() % 2 == 0;
    }

    protected void startApp() {
        try {
            chain();
            branches();
            branchesOfThree(coin(), coin());
            inserted();
            changed();
            deleted();
            reversed();
            shortened();
            appendedByHelper();
            partsOfArrays();
            fixedLoop();
            fixedLoopInHelper();
            endless(coin());
            endlessWithEnd(coin());
            separated(coin());
            lengths();
            inField();
            Builder.open();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# append-chain
    static void chain() throws Exception {
        StringBuffer b = new StringBuffer("sms://");
        b.append(71).append('3').append("2").append(':').append(50L);
        Connector.open(b.toString()); //= url="sms://7132:50"
    }

    //# if-else-gives-both-and-not-their-sequence limit-5
    static void branches() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/");
        if (coin()) {
            b.append("a");
        } else {
            b.append("b");
        }
        b.append("?x");
        Connector.open(b.toString()); //= url="http://example.com/a?x"|"http://example.com/b?x"
    }

    //# branches-one-after-the-other
    static void branchesOfThree(boolean first, boolean second) throws Exception {
        StringBuffer b = new StringBuffer();
        b.append(first ? "a" : "b");
        if (second) {
            b.append("1");
        }
        Connector.open(b.toString()); //= url="a"|"a1"|"b"|"b1"
    }

    //# insert
    static void inserted() throws Exception {
        StringBuffer b = new StringBuffer("//71");
        b.insert(0, "sms:");
        b.insert(b.length(), 32);
        b.insert(6, '+');
        Connector.open(b.toString()); //= url="sms://+7132"
    }

    //# set-char-at
    static void changed() throws Exception {
        StringBuffer b = new StringBuffer("smsx//7132");
        b.setCharAt(3, ':');
        Connector.open(b.toString()); //= url="sms://7132"
    }

    //# delete-and-delete-char-at
    static void deleted() throws Exception {
        StringBuffer b = new StringBuffer("smsx://xyz7132");
        b.deleteCharAt(3);
        b.delete(6, 9);
        Connector.open(b.toString()); //= url="sms://7132"
    }

    //# reverse
    static void reversed() throws Exception {
        Connector.open(new StringBuffer("2317//:sms").reverse().toString()); //= url="sms://7132"
    }

    //# set-length
    static void shortened() throws Exception {
        StringBuffer b = new StringBuffer("sms://7132:50");
        b.setLength(10);
        Connector.open(b.toString()); //= url="sms://7132"
        b.setLength(0);
        b.append("tel:1");
        Connector.open(b.toString()); //= url="tel:1"
    }

    //# appended-by-a-helper
    static void appendedByHelper() throws Exception {
        StringBuffer b = new StringBuffer("sms://");
        number(b);
        Connector.open(b.toString()); //= url="sms://7132"
    }

    static void number(StringBuffer to) {
        to.append("7132");
    }

    //# append-of-char-arrays
    static void partsOfArrays() throws Exception {
        char[] c = {'a', '7', '1', 'z'};
        StringBuffer b = new StringBuffer(20);
        b.append("sms://").append(c, 1, 2).append(c);
        Connector.open(b.toString()); //= url="sms://71a71z"
    }

    //# loop-of-known-length
    static void fixedLoop() throws Exception {
        StringBuffer b = new StringBuffer("sms://");
        for (int i = 1; i <= 3; i++) {
            b.append(i);
        }
        Connector.open(b.toString()); //= url="sms://123"
    }

    //# loop-of-known-length-in-a-helper
    static void fixedLoopInHelper() throws Exception {
        Connector.open("sms://" + repeat('7', 4)); //= url="sms://7777"
        Connector.open("sms://" + repeat('1', 2)); //= url="sms://11"
    }

    static String repeat(char c, int times) {
        StringBuffer b = new StringBuffer();
        while (times-- > 0) {
            b.append(c);
        }
        return b.toString();
    }

    //# loop-of-unknown-length-keeps-the-prefix
    static void endless(boolean more) throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?id=");
        while (coin()) {
            b.append("ab");
        }
        Connector.open(b.toString()); //= url="http://example.com/?id={?}"
    }

    //# loop-of-unknown-length-keeps-the-suffix
    static void endlessWithEnd(boolean more) throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?id=");
        while (coin()) {
            b.append("ab");
        }
        b.append(";end");
        Connector.open(b.toString()); //= url="http://example.com/?id={?};end"
    }

    //# loop-with-plus-keeps-the-prefix
    static void separated(boolean more) throws Exception {
        String all = "http://example.com/";
        while (coin()) {
            all = all + "/..";
        }
        Connector.open(all + "#x"); //= url="http://example.com/{?}#x"
    }

    //# length-and-char-at-of-a-buffer
    static void lengths() throws Exception {
        StringBuffer b = new StringBuffer("7132");
        Connector.open("sms://" + b.length() + b.charAt(2)); //= url="sms://43"
    }

    private StringBuffer kept;

    //# buffer-in-a-field
    void inField() throws Exception {
        kept = new StringBuffer("sms://");
        kept.append("7132");
        Connector.open(kept.toString()); //= url="sms://7132"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
