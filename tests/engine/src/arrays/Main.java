package arrays;

import javax.microedition.content.Registry;
import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;
import javax.microedition.rms.RecordStore;

/** Arrays and tables. */
public class Main extends MIDlet {
    static final String[] NUMBERS = {"7131", "7132", "7133"};
    static final String[][] HOSTS = {{"a.example.com", "80"}, {"b.example.com", "8080"}};
    static final int[] PORTS = {80, 8080};
    static final String[] FILLED = new String[3];
    static final String[] COMPUTED = new String[2];

    static {
        FILLED[0] = "x";
        FILLED[1] = FILLED[0] + "y";
        FILLED[2] = "z";
        for (int i = 0; i < COMPUTED.length; i++) {
            COMPUTED[i] = "http://h" + i;
        }
    }

    static int any() {
        return (int) System.currentTimeMillis() & 1;
    }

    protected void startApp() {
        try {
            local();
            table();
            tableAnywhere();
            grid();
            filled();
            computed();
            ports();
            given(new String[] {"sms://", "7132"});
            joined(new String[] {"sms:", "//", "7132"});
            overwritten();
            copied();
            bytes(RecordStore.openRecordStore("r", true));
            lists();
            all();
            twenty(System.getProperty("locale"));
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# local-array-at-known-index
    static void local() throws Exception {
        String[] a = {"sms://1", "sms://2"};
        Connector.open(a[1]); //= url="sms://2"
    }

    //# table-at-known-index
    static void table() throws Exception {
        Connector.open("sms://" + NUMBERS[2]); //= url="sms://7133"
    }

    //# table-at-unknown-index
    static void tableAnywhere() throws Exception {
        Connector.open("sms://" + NUMBERS[any()] + ":1"); //= url="sms://7131:1"|"sms://7132:1"|"sms://7133:1"
    }

    //# table-of-tables
    static void grid() throws Exception {
        Connector.open("socket://" + HOSTS[1][0] + ":" + HOSTS[0][1]); //= url="socket://b.example.com:80"
        Connector.open("socket://" + HOSTS[any()][0]); //= url="socket://a.example.com"|"socket://b.example.com"
    }

    //# table-filled-in-the-static-initialiser
    static void filled() throws Exception {
        Connector.open(FILLED[1] + FILLED[2]); //= url="xyz"
    }

    //# table-filled-by-a-loop-in-the-static-initialiser
    static void computed() throws Exception {
        Connector.open(COMPUTED[1]); //= url="http://h1"
    }

    //# table-of-ints
    static void ports() throws Exception {
        Connector.open("x", PORTS[1]); //= mode=8080
        Connector.open("socket://h:" + PORTS[any()]); //= url="socket://h:80"|"socket://h:8080"
        Connector.open("x", PORTS.length); //= mode=2
    }

    //# array-as-parameter
    static void given(String[] parts) throws Exception {
        Connector.open(parts[0] + parts[1]); //= url="sms://7132"
    }

    //# array-joined-by-a-loop
    static void joined(String[] parts) throws Exception {
        String url = "";
        for (int i = 0; i < parts.length; i++) {
            url += parts[i];
        }
        Connector.open(url); //= url="sms://7132"
    }

    //# element-overwritten
    static void overwritten() throws Exception {
        String[] a = new String[2];
        a[0] = "sms://1";
        a[1] = "sms://2";
        a[0] = "sms://3";
        Connector.open(a[0]); //= url="sms://3"
    }

    //# system-arraycopy
    static void copied() throws Exception {
        char[] from = {'7', '1', '3', '2'};
        char[] to = {'s', 'm', 's', ':', '0', '0', '0'};
        System.arraycopy(from, 1, to, 4, 3);
        Connector.open(new String(to)); //= url="sms:132"
    }

    //# byte-array-as-argument
    static void bytes(RecordStore store) throws Exception {
        byte[] apdu = {0, (byte) 0xa4, 4, 0};
        store.addRecord(apdu, 0, 4); //= data="hex:00a40400"
        store.addRecord("PIN".getBytes(), 0, 3); //= data="hex:50494e"
    }

    //# string-array-as-argument
    static void lists() throws Exception {
        String[] types = {"text/plain", "image/png"};
        Registry registry = Registry.getRegistry("arrays.Main");
        registry.register("arrays.Main", types, new String[] {".txt"}, null, null, null, null); //= class="arrays.Main" types="[text/plain, image/png]" suffixes="[.txt]" actions=null
    }

    //# loop-over-a-table
    static void all() throws Exception {
        for (int i = 0; i < NUMBERS.length; i++) {
            Connector.open("sms://" + NUMBERS[i]); //= url="sms://7131"|"sms://7132"|"sms://7133"
        }
    }

    //# every-alternative-is-kept
    static void twenty(String locale) throws Exception {
        String all = "7200,7201,7202,7203,7204,7205,7206,7207,7208,7209,7210,7211,7212,7213,7214,7215,7216,7217,7218,7219";
        String[] numbers = new String[20];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = all.substring(5 * i, 5 * i + 4);
        }
        //= url="sms://7200"|"sms://7201"|"sms://7202"|"sms://7203"|"sms://7204"|"sms://7205"|"sms://7206"|"sms://7207"|"sms://7208"|"sms://7209"|"sms://7210"|"sms://7211"|"sms://7212"|"sms://7213"|"sms://7214"|"sms://7215"|"sms://7216"|"sms://7217"|"sms://7218"|"sms://7219"
        Connector.open("sms://" + numbers[locale.length() % 20]);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
