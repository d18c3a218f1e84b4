package resources;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Values that stand in files of the JAR. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            whole();
            fields();
            block();
            hidden();
            lines();
            partly((int) System.currentTimeMillis());
            missing();
            named(System.getProperty("locale"));
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    static String text(InputStream in) throws Exception {
        StringBuffer b = new StringBuffer();
        int c;
        while ((c = in.read()) != -1) {
            b.append((char) c);
        }
        return b.toString();
    }

    //# file-read-byte-by-byte
    void whole() throws Exception {
        Connector.open(text(getClass().getResourceAsStream("/number.txt"))); //= connection.open url="sms://7132"
    }

    //# fields-of-a-data-file
    void fields() throws Exception {
        DataInputStream in = new DataInputStream(getClass().getResourceAsStream("/table.bin")); //= name="/table.bin"
        String scheme = in.readUTF();
        int number = in.readInt();
        in.readUTF();
        Connector.open(scheme + number + ":" + in.readShort(), in.readByte()); //= url="sms://7133:50" mode=3
    }

    //# file-read-into-an-array
    void block() throws Exception {
        byte[] buffer = new byte[64];
        InputStream in = getClass().getResourceAsStream("/number.txt");
        int n = in.read(buffer);
        Connector.open(new String(buffer, 0, n)); //= url="sms://7132"
    }

    //# file-decoded
    void hidden() throws Exception {
        InputStream in = getClass().getResourceAsStream("/hidden.bin");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            out.write(c ^ 0x5a);
        }
        Connector.open(new String(out.toByteArray())); //= url="sms://7134" decoded=url
    }

    //# line-of-a-file
    void lines() throws Exception {
        String all = text(getClass().getResourceAsStream("/hosts.txt"));
        Connector.open(all.substring(0, all.indexOf('\n'))); //= url="http://a.example.com"
    }

    //# unknown-part-of-a-file-names-the-file negative
    void partly(int start) throws Exception {
        String all = text(getClass().getResourceAsStream("/hosts.txt"));
        Connector.open("http://" + all.substring(start)); //= url="http://{resource /hosts.txt}"
    }

    //# file-that-is-not-there-names-the-file negative
    void missing() throws Exception {
        Connector.open(new DataInputStream(getClass().getResourceAsStream("/none.txt")).readUTF()); //= connection.open url="{resource /none.txt}"
    }

    //# file-name-partly-unknown negative
    void named(String locale) throws Exception {
        InputStream in = getClass().getResourceAsStream("/" + locale + ".txt"); //= name="/{System.getProperty(\"locale\")}.txt"
        DataInputStream data = new DataInputStream(in);
        Connector.open(data.readUTF()); //= url="{DataInputStream.readUTF}"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
