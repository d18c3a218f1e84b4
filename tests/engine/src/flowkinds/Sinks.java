package flowkinds;

import com.samsung.util.SM;
import com.samsung.util.SMS;
import java.io.OutputStream;
import javax.microedition.io.Connector;
import javax.microedition.io.Datagram;
import javax.microedition.io.DatagramConnection;
import javax.microedition.io.HttpsConnection;
import javax.microedition.io.PushRegistry;
import javax.microedition.io.SecureConnection;
import javax.microedition.io.file.FileConnection;
import javax.microedition.lcdui.List;
import javax.microedition.midlet.MIDlet;
import javax.microedition.rms.RecordStore;
import javax.wireless.messaging.BinaryMessage;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** What the user typed into each kind of sink. */
final class Sinks {
    private Sinks() {
    }

    static void run(MIDlet midlet) throws Exception {
        url();
        socket();
        datagram();
        tlsUrl();
        tlsBody();
        tlsSocket();
        addressAtOpening();
        addressOfANewMessage();
        addressSet();
        body();
        binaryBody();
        request(midlet);
        call(midlet);
        sharedStore();
        storeOpenedToAll();
        privateStore();
        fileContent();
        fileName();
        fileBeside();
        fileInFolder();
        samsung();
        samsungAddress();
        list();
        log();
        errorLog();
        className();
        pushConnection();
        pushFilter();
        nothing();
    }

    //# sink-network-address
    static void url() throws Exception {
        Connector.openInputStream("http://example.com/?q=" + Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> network to=Connector.openInputStream argument=url path=Sinks.url
    }

    //# sink-network-socket
    static void socket() throws Exception {
        OutputStream o = Connector.openOutputStream("socket://example.com:25");
        o.write(Main.FIELD.getString().getBytes(), 0, 4); //@ typed TextField.getString //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Sinks.socket
    }

    //# sink-network-datagram
    static void datagram() throws Exception {
        DatagramConnection c = (DatagramConnection) Connector.open("datagram://example.com:53");
        byte[] data = Main.FIELD.getString().getBytes(); //@ typed TextField.getString
        Datagram d = c.newDatagram(data, data.length);
        c.send(d); //! flow typed-text@typed -> network to=DatagramConnection.send argument=1 path=Sinks.datagram
    }

    //# sink-tls-address negative
    static void tlsUrl() throws Exception {
        String text = Main.FIELD.getString(); //@ typed TextField.getString
        Connector.open("https://example.com/?q=" + text); //! flow typed-text@typed -> tls to=Connector.open argument=url path=Sinks.tlsUrl //! no flow typed-text -> network
    }

    //# sink-tls-body negative
    static void tlsBody() throws Exception {
        HttpsConnection c = (HttpsConnection) Connector.open("https://example.com/");
        OutputStream o = c.openOutputStream();
        o.write(Main.FIELD.getString().getBytes()); //@ typed TextField.getString //! flow typed-text@typed -> tls to=OutputStream.write argument=1 path=Sinks.tlsBody //! no flow typed-text -> network
    }

    //# sink-tls-socket
    static void tlsSocket() throws Exception {
        SecureConnection c = (SecureConnection) Connector.open("ssl://example.com:443");
        c.openDataOutputStream().writeUTF(Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> tls to=DataOutputStream.writeUTF argument=1 path=Sinks.tlsSocket
    }

    //# sink-message-address-at-opening
    static void addressAtOpening() throws Exception {
        Connector.open("sms://" + Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> message-address to=Connector.open argument=url path=Sinks.addressAtOpening
    }

    //# sink-message-address-of-a-new-message negative
    static void addressOfANewMessage() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
        TextMessage m = (TextMessage) c.newMessage("text", "sms://" + Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> message-address to=MessageConnection.newMessage argument=address path=Sinks.addressOfANewMessage
        m.setPayloadText("plain"); //! no flow typed-text -> message-body
        c.send(m);
    }

    //# sink-message-address-set
    static void addressSet() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
        TextMessage m = (TextMessage) c.newMessage("text");
        m.setAddress("sms://" + Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> message-address to=Message.setAddress argument=address path=Sinks.addressSet
        c.send(m);
    }

    //# sink-message-body negative
    static void body() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://+3361234567");
        TextMessage m = (TextMessage) c.newMessage("text");
        m.setPayloadText(Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> message-body to=TextMessage.setPayloadText argument=body path=Sinks.body //! no flow typed-text -> message-address
        c.send(m);
        TextMessage other = (TextMessage) c.newMessage("text");
        other.setPayloadText("plain"); //! no flow typed-text -> message-body
        c.send(other);
    }

    //# sink-message-body-of-bytes
    static void binaryBody() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://+3361234567");
        BinaryMessage m = (BinaryMessage) c.newMessage("binary");
        m.setPayloadData(Main.FIELD.getString().getBytes()); //@ typed TextField.getString //! flow typed-text@typed -> message-body to=BinaryMessage.setPayloadData argument=body path=Sinks.binaryBody
        c.send(m);
    }

    //# sink-platform-request
    static void request(MIDlet midlet) throws Exception {
        midlet.platformRequest("http://example.com/?q=" + Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> platform-request to=MIDlet.platformRequest argument=url path=Sinks.request
    }

    //# sink-call negative
    static void call(MIDlet midlet) throws Exception {
        midlet.platformRequest("tel:" + Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> call to=MIDlet.platformRequest argument=url path=Sinks.call //! no flow typed-text -> platform-request
        midlet.platformRequest("tel:+3361234567"); //! no flow typed-text -> call
    }

    //# sink-record-store-shared
    static void sharedStore() throws Exception {
        RecordStore store = RecordStore.openRecordStore("shared", true, 1, true);
        byte[] data = Main.FIELD.getString().getBytes(); //@ typed TextField.getString
        store.addRecord(data, 0, data.length); //! flow typed-text@typed -> record-store-shared to=RecordStore.addRecord argument=data path=Sinks.sharedStore
    }

    //# sink-record-store-opened-to-all
    static void storeOpenedToAll() throws Exception {
        RecordStore store = RecordStore.openRecordStore("opened", true);
        store.setMode(1, false);
        byte[] data = Main.FIELD.getString().getBytes(); //@ typed TextField.getString
        store.setRecord(1, data, 0, data.length); //! flow typed-text@typed -> record-store-shared to=RecordStore.setRecord argument=data path=Sinks.storeOpenedToAll
    }

    //# record-store-of-its-own negative
    static void privateStore() throws Exception {
        RecordStore own = RecordStore.openRecordStore("private", true);
        RecordStore shared = RecordStore.openRecordStore("public", true, 1, true);
        byte[] data = Main.FIELD.getString().getBytes(); //@ typed TextField.getString
        own.addRecord(data, 0, data.length); //! no flow typed-text -> record-store-shared
        shared.addRecord(data, 0, data.length); //! flow typed-text@typed -> record-store-shared to=RecordStore.addRecord argument=data path=Sinks.privateStore
    }

    //# sink-file negative
    static void fileContent() throws Exception {
        FileConnection f = (FileConnection) Connector.open("file:///root1/notes.txt");
        f.create();
        f.openDataOutputStream().writeUTF(Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> file to=DataOutputStream.writeUTF argument=1 path=Sinks.fileContent //! no flow typed-text -> network
    }

    //# sink-file-name
    static void fileName() throws Exception {
        Connector.open("file:///root1/" + Main.FIELD.getString(), 3); //@ typed TextField.getString //! flow typed-text@typed -> file-name to=Connector.open argument=url path=Sinks.fileName
    }

    //# sink-file-name-beside-an-open-file negative
    static void fileBeside() throws Exception {
        FileConnection open = (FileConnection) Connector.open("file:///root1/");
        Connector.open(open.getURL() + Main.FIELD.getString(), 3); //@ typed TextField.getString //! flow typed-text@typed -> file-name to=Connector.open argument=url path=Sinks.fileBeside //! no flow typed-text -> network
    }

    //# sink-file-name-in-a-folder-of-the-device negative
    static void fileInFolder() throws Exception {
        String folder = System.getProperty("fileconn.dir.photos");
        Connector.open(folder + Main.FIELD.getString(), 3); //@ typed TextField.getString //! flow typed-text@typed -> file-name to=Connector.open argument=url path=Sinks.fileInFolder //! no flow typed-text -> network
    }

    //# sink-message-of-one-object negative
    static void samsung() throws Exception {
        String text = Main.FIELD.getString(); //@ typed TextField.getString
        SM message = new SM("7132", "", text); //! flow typed-text@typed -> message-body to=SM.<init> argument=body path=Sinks.samsung //! no flow typed-text -> message-address
        SMS.send(message); //! no flow typed-text -> message-address
    }

    //# sink-address-of-one-object negative
    static void samsungAddress() throws Exception {
        SM message = new SM();
        message.setDestAddress(Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> message-address to=SM.setDestAddress argument=address path=Sinks.samsungAddress
        message.setData("plain"); //! no flow typed-text -> message-body
        SMS.send(message); //! no flow typed-text -> message-body
    }

    //# through-a-list-on-the-screen negative
    static void list() {
        List names = new List("Names", List.IMPLICIT);
        List plain = new List("Plain", List.IMPLICIT);
        names.append(Main.FIELD.getString(), null); //@ typed TextField.getString
        plain.append("plain", null);
        System.out.println(plain.getString(0)); //! no flow typed-text -> log
        System.out.println(names.getString(0)); //! flow typed-text@typed -> log to=PrintStream.println argument=text path=Sinks.list
    }

    //# sink-log
    static void log() {
        System.out.println("name " + Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> log to=PrintStream.println argument=text path=Sinks.log
    }

    //# sink-log-of-errors negative
    static void errorLog() {
        String text = Main.FIELD.getString(); //@ typed TextField.getString
        System.err.print("plain"); //! no flow typed-text -> log
        System.err.print(text.length()); //! no flow typed-text -> log
        System.err.print(text); //! flow typed-text@typed -> log to=PrintStream.print argument=text path=Sinks.errorLog
    }

    //# sink-class-name
    static void className() throws Exception {
        Class.forName("plugins." + Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> class-name to=Class.forName argument=name path=Sinks.className
    }

    //# sink-push-registration
    static void pushConnection() throws Exception {
        PushRegistry.registerConnection("sms://:" + Main.FIELD.getString(), "flowkinds.Main", "*"); //@ typed TextField.getString //! flow typed-text@typed -> push-registration to=PushRegistry.registerConnection argument=connection path=Sinks.pushConnection
    }

    //# sink-push-registration-filter
    static void pushFilter() throws Exception {
        PushRegistry.registerConnection("sms://:5001", "flowkinds.Main", Main.FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> push-registration to=PushRegistry.registerConnection argument=filter path=Sinks.pushFilter
    }

    //# text-that-only-chooses-a-sink negative
    static void nothing() throws Exception {
        String text = Main.FIELD.getString(); //@ typed TextField.getString
        if (text.length() > 2) {
            System.out.print("long"); //! no flow typed-text -> log
        }
        System.out.print(text); //! flow typed-text@typed -> log to=PrintStream.print argument=text path=Sinks.nothing
    }
}
