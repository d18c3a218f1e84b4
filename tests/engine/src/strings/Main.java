package strings;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Methods of String over known text. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            substring("xxsms://7132yy");
            cases("Sms://Example");
            trimmed("  sms://7132\n");
            replaced("sms_//71_2");
            concat("sms:", "//7132");
            chars("0123");
            copied("sms://7132");
            ofChars();
            ofBytes();
            bytesOf("sms://7132");
            values();
            searched("name=7132;");
            compared("sms");
            patched("smsx//7132");
            unknownPiece(System.getProperty("x"));
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# substring-from-and-range
    static void substring(String s) throws Exception {
        Connector.open(s.substring(2, 12)); //= url="sms://7132"
        Connector.open(s.substring(8)); //= url="7132yy"
    }

    //# lower-and-upper-case
    static void cases(String s) throws Exception {
        Connector.open(s.toLowerCase()); //= url="sms://example"
        Connector.open(s.toUpperCase()); //= url="SMS://EXAMPLE"
    }

    //# trim
    static void trimmed(String s) throws Exception {
        Connector.open(s.trim()); //= url="sms://7132"
    }

    //# replace-of-a-character
    static void replaced(String s) throws Exception {
        Connector.open(s.replace('_', ':')); //= url="sms://71:2"
    }

    //# concat-method
    static void concat(String a, String b) throws Exception {
        Connector.open(a.concat(b)); //= url="sms://7132"
    }

    //# char-at
    static void chars(String s) throws Exception {
        Connector.open("sms://" + s.charAt(3) + s.charAt(1)); //= url="sms://31"
    }

    //# to-char-array-and-back
    static void copied(String s) throws Exception {
        char[] all = s.toCharArray();
        Connector.open(new String(all)); //= url="sms://7132"
        Connector.open(new String(all, 6, 4)); //= url="7132"
    }

    //# new-string-of-char-literals
    static void ofChars() throws Exception {
        char[] digits = {'7', '1', '3', '2'};
        Connector.open("sms://" + new String(digits)); //= url="sms://7132"
    }

    //# new-string-of-bytes-with-encoding
    static void ofBytes() throws Exception {
        byte[] digits = {55, 49, 51, 50, (byte) 0xc3, (byte) 0xbc};
        Connector.open("sms://" + new String(digits, "UTF-8")); //= url="sms://7132ü"
        Connector.open("sms://" + new String(digits, 0, 4, "ISO-8859-1")); //= url="sms://7132"
    }

    //# get-bytes-and-back
    static void bytesOf(String s) throws Exception {
        byte[] raw = s.getBytes();
        raw[6] = (byte) '8';
        Connector.open(new String(raw)); //= url="sms://8132"
    }

    //# value-of
    static void values() throws Exception {
        char[] digits = {'7', '1'};
        Object boxed = "50";
        Connector.open(String.valueOf(71) + String.valueOf('x') + String.valueOf(true)); //= url="71xtrue"
        Connector.open(String.valueOf(digits) + String.valueOf(boxed)); //= url="7150"
    }

    //# index-of-length-and-substring
    static void searched(String s) throws Exception {
        String value = s.substring(s.indexOf('=') + 1, s.length() - 1);
        Connector.open("sms://" + value); //= url="sms://7132"
    }

    //# equals-and-starts-with-decide-a-branch
    static void compared(String scheme) throws Exception {
        String url = scheme.equals("sms") ? "sms://1" : "http://1";
        String port = scheme.startsWith("h") ? ":80" : ":50";
        Connector.open(url + port); //= url="sms://1:50"
    }

    //# char-array-patched
    static void patched(String s) throws Exception {
        char[] all = s.toCharArray();
        all[3] = ':';
        Connector.open(String.valueOf(all)); //= url="sms://7132"
    }

    //# known-pieces-around-an-unknown-one
    static void unknownPiece(String unknown) throws Exception {
        Connector.open("http://example.com/?x=".concat(unknown.trim()) + "&y=1"); //= url="http://example.com/?x={System.getProperty(\"x\")}&y=1"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
