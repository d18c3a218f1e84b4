package sources;

import java.io.DataInputStream;
import java.io.InputStream;
import java.util.Random;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.lcdui.TextBox;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;
import javax.microedition.rms.RecordEnumeration;
import javax.microedition.rms.RecordStore;
import javax.wireless.messaging.Message;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Unknown pieces keep the name of where they come from. */
public class Main extends MIDlet {
    private final TextField name = new TextField("Name", "", 20, 0);
    private String typed;

    protected void startApp() {
        try {
            MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
            fromUser(new TextBox("Text", "", 20, 0));
            fromMessage(c.receive());
            fromRecord(RecordStore.openRecordStore("r", false));
            fromServer((HttpConnection) Connector.open("http://example.com"));
            fromSystem();
            fromNumbers(new Random());
            throughField();
            throughHelpers();
            mixed();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# text-typed-by-the-user
    void fromUser(TextBox box) throws Exception {
        Connector.open("http://example.com/?pw=" + name.getString()); //= url="http://example.com/?pw={TextField.getString}"
        Connector.open("sms://" + box.getString().trim()); //= url="sms://{TextBox.getString}"
    }

    //# address-and-text-of-a-message
    static void fromMessage(Message m) throws Exception {
        Connector.open(m.getAddress()); //= url="{Message.getAddress}"
        Connector.open("sms://" + ((TextMessage) m).getPayloadText()); //= url="sms://{TextMessage.getPayloadText}"
    }

    //# record-as-text
    static void fromRecord(RecordStore store) throws Exception {
        byte[] record = store.getRecord(1);
        Connector.open("sms://" + new String(record)); //= url="sms://{RecordStore.getRecord}"
        RecordEnumeration e = store.enumerateRecords(null, null, false);
        Connector.open(new String(e.nextRecord(), 0, 4)); //= url="{RecordEnumeration.nextRecord}"
    }

    //# header-of-a-response
    static void fromServer(HttpConnection c) throws Exception {
        Connector.open(c.getHeaderField("Location")); //= url="{HttpConnection.getHeaderField(\"Location\")}"
        InputStream in = c.openInputStream();
        byte[] buffer = new byte[100];
        int n = in.read(buffer);
        Connector.open("http://example.com/" + new String(buffer, 0, n)); //= url="http://example.com/{InputStream.read}"
        DataInputStream data = new DataInputStream(in);
        Connector.open("tel:" + data.readUTF()); //= url="tel:{DataInputStream.readUTF}"
    }

    //# system-property-with-its-key
    static void fromSystem() throws Exception {
        Connector.open("http://example.com/" + System.getProperty("microedition.platform") + ".jad"); //= url="http://example.com/{System.getProperty(\"microedition.platform\")}.jad"
    }

    //# numbers-from-the-platform
    static void fromNumbers(Random random) throws Exception {
        Connector.open("http://example.com/?r=" + random.nextInt()); //= url="http://example.com/?r={Random.nextInt}"
        Connector.open("http://example.com/?t=" + System.currentTimeMillis()); //= url="http://example.com/?t={System.currentTimeMillis}"
    }

    //# source-through-a-field
    void throughField() throws Exception {
        typed = name.getString();
        open();
    }

    void open() throws Exception {
        Connector.open("sms://" + typed); //= url="sms://{TextField.getString}"
    }

    String number(TextField field) {
        return "sms://" + field.getString().toLowerCase();
    }

    //# source-through-a-helper
    void throughHelpers() throws Exception {
        Connector.open(number(name) + ":50"); //= url="sms://{TextField.getString}:50"
    }

    //# several-sources-in-one-value
    void mixed() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?n=");
        b.append(name.getString()).append("&i=").append(System.getProperty("device.imei"));
        Connector.open(b.toString()); //= url="http://example.com/?n={TextField.getString}&i={System.getProperty(\"device.imei\")}"
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
