package flowstreams;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.io.StreamConnection;
import javax.microedition.io.file.FileConnection;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Data that is written to streams and read from them: to which, and from which. */
public class Main extends MIDlet {
    static final TextField FIELD = new TextField("Name", "", 20, 0);

    private OutputStream out;

    protected void startApp() {
        try {
            body();
            inMemory();
            dataInMemory();
            readFromMemory();
            emptiedInMemory();
            twoInMemory();
            fileAndNetwork();
            dataToNetwork();
            open();
            sendToField();
            readerOfTheServer();
            loopOverTheServer();
            count();
            header();
            byteByByte();
            printed();
            oneHelperForTwoStreams();
            writer();
            availableBytes();
            bufferFilled();
            connectionByAHelper();
            constantsOnly();
            overwrittenBuffer();
            partOfABuffer();
            readFully();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# body-of-a-request
    static void body() throws Exception {
        HttpConnection c = (HttpConnection) Connector.open("http://example.com/");
        OutputStream o = c.openOutputStream();
        o.write(FIELD.getString().getBytes()); //@ typed TextField.getString //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.body
    }

    //# stream-in-memory
    static void inMemory() throws Exception {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        memory.write(FIELD.getString().getBytes()); //@ typed TextField.getString
        OutputStream o = Connector.openOutputStream("http://example.com/");
        o.write(memory.toByteArray()); //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.inMemory
    }

    //# data-stream-over-memory
    static void dataInMemory() throws Exception {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(memory);
        data.writeInt(7);
        data.writeUTF(FIELD.getString()); //@ typed TextField.getString
        OutputStream o = Connector.openOutputStream("http://example.com/");
        o.write(memory.toByteArray()); //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.dataInMemory
    }

    //# read-back-from-memory
    static void readFromMemory() throws Exception {
        byte[] bytes = FIELD.getString().getBytes(); //@ typed TextField.getString
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Connector.open("http://example.com/?q=" + in.readUTF()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.readFromMemory
    }

    //# stream-in-memory-reset negative
    static void emptiedInMemory() throws Exception {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        OutputStream o = Connector.openOutputStream("http://example.com/");
        memory.write(FIELD.getString().getBytes()); //@ typed TextField.getString
        o.write(memory.toByteArray()); //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.emptiedInMemory
        memory.reset();
        memory.write("plain".getBytes());
        o.write(memory.toByteArray()); //! no flow typed-text -> network
    }

    //# two-streams-in-memory negative
    static void twoInMemory() throws Exception {
        ByteArrayOutputStream a = new ByteArrayOutputStream();
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        a.write(FIELD.getString().getBytes()); //@ typed TextField.getString
        b.write("plain".getBytes());
        OutputStream o = Connector.openOutputStream("http://example.com/");
        o.write(a.toByteArray()); //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.twoInMemory
        o.write(b.toByteArray()); //! no flow typed-text -> network
    }

    //# stream-of-a-file-and-stream-of-a-connection negative
    static void fileAndNetwork() throws Exception {
        FileConnection f = (FileConnection) Connector.open("file:///root1/a.txt");
        StreamConnection s = (StreamConnection) Connector.open("socket://example.com:80");
        OutputStream toFile = f.openOutputStream();
        OutputStream toNetwork = s.openOutputStream();
        toFile.write(FIELD.getString().getBytes()); //@ typed TextField.getString //! flow typed-text@typed -> file to=OutputStream.write argument=1 path=Main.fileAndNetwork //! no flow typed-text -> network
        toNetwork.write("plain".getBytes()); //! no flow typed-text -> network
    }

    //# data-stream-of-a-connection
    static void dataToNetwork() throws Exception {
        DataOutputStream o = new DataOutputStream(Connector.openOutputStream("http://example.com/"));
        o.writeUTF("v1");
        o.writeUTF(FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> network to=DataOutputStream.writeUTF argument=1 path=Main.dataToNetwork
    }

    //# stream-in-a-field
    void open() throws Exception {
        out = ((StreamConnection) Connector.open("socket://example.com:80")).openOutputStream();
    }

    void sendToField() throws Exception {
        out.write(FIELD.getString().getBytes()); //@ typed TextField.getString //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.sendToField
    }

    //# text-of-a-server-read-by-characters
    void readerOfTheServer() throws Exception {
        InputStreamReader in = new InputStreamReader(Connector.openInputStream("http://example.com/")); //@ opened Connector.openInputStream
        StringBuffer b = new StringBuffer();
        int c;
        while ((c = in.read()) >= 0) {
            b.append((char) c);
        }
        platformRequest("http://example.org/" + b); //! flow server-text@opened -> platform-request to=MIDlet.platformRequest argument=url path=Main.readerOfTheServer
    }

    //# text-of-a-server-read-by-blocks
    void loopOverTheServer() throws Exception {
        HttpConnection c = (HttpConnection) Connector.open("http://example.com/");
        InputStream in = c.openInputStream(); //@ opened InputConnection.openInputStream
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[256];
        int n;
        while ((n = in.read(block)) > 0) {
            all.write(block, 0, n);
        }
        String text = new String(all.toByteArray());
        platformRequest("http://example.org/" + text); //! flow server-text@opened -> platform-request to=MIDlet.platformRequest argument=url path=Main.loopOverTheServer
    }

    //# number-of-bytes-read negative
    void count() throws Exception {
        InputStream in = Connector.openInputStream("http://example.com/"); //@ opened Connector.openInputStream
        byte[] block = new byte[256];
        int n = in.read(block);
        platformRequest("http://example.org/" + n); //! no flow server-text -> platform-request
        platformRequest("http://example.org/" + new String(block, 0, n)); //! flow server-text@opened -> platform-request to=MIDlet.platformRequest argument=url path=Main.count
    }

    //# header-of-a-request
    static void header() throws Exception {
        HttpConnection c = (HttpConnection) Connector.open("http://example.com/");
        c.setRequestProperty("X-Name", FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> network to=HttpConnection.setRequestProperty argument=value path=Main.header
    }

    //# byte-by-byte
    static void byteByByte() throws Exception {
        OutputStream o = Connector.openOutputStream("http://example.com/");
        byte[] bytes = FIELD.getString().getBytes(); //@ typed TextField.getString
        for (int i = 0; i < bytes.length; i++) {
            o.write(bytes[i]); //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.byteByByte
        }
    }

    //# print-stream-of-a-connection negative
    static void printed() throws Exception {
        PrintStream p = new PrintStream(Connector.openOutputStream("http://example.com/"));
        p.print("plain"); //! no flow typed-text -> network
        p.print(FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> network to=PrintStream.print argument=text path=Main.printed //! no flow typed-text -> log
    }

    //# one-helper-for-two-streams negative
    static void oneHelperForTwoStreams() throws Exception {
        OutputStream toFile = Connector.openOutputStream("file:///root1/b.txt");
        OutputStream toNetwork = Connector.openOutputStream("http://example.com/");
        write(toFile, FIELD.getString()); //@ typed TextField.getString
        write(toNetwork, "plain");
    }

    static void write(OutputStream o, String text) throws Exception {
        //! flow typed-text@typed -> file to=OutputStream.write argument=1 path=Main.oneHelperForTwoStreams>Main.write
        //! no flow typed-text -> network
        o.write(text.getBytes());
    }

    //# writer-of-a-connection
    static void writer() throws Exception {
        OutputStreamWriter w = new OutputStreamWriter(Connector.openOutputStream("http://example.com/"));
        w.write(FIELD.getString()); //@ typed TextField.getString //! flow typed-text@typed -> network to=OutputStreamWriter.write argument=1 path=Main.writer
    }

    //# number-of-bytes-that-are-ready negative
    void availableBytes() throws Exception {
        InputStream in = Connector.openInputStream("http://example.com/"); //@ opened Connector.openInputStream
        platformRequest("http://example.org/" + in.available()); //! no flow server-text -> platform-request
        DataInputStream data = new DataInputStream(in);
        platformRequest("http://example.org/" + data.readUTF()); //! flow server-text@opened -> platform-request to=MIDlet.platformRequest argument=url path=Main.availableBytes
    }

    //# buffer-filled-by-a-connection
    void bufferFilled() throws Exception {
        byte[] block = new byte[256];
        InputStream a = Connector.openInputStream("http://example.com/a"); //@ opened Connector.openInputStream
        a.read(block);
        platformRequest("http://example.org/" + new String(block)); //! flow server-text@opened -> platform-request to=MIDlet.platformRequest argument=url path=Main.bufferFilled
    }

    static OutputStream connect(String host) throws Exception {
        return Connector.openOutputStream("http://" + host);
    }

    //# stream-opened-by-a-helper
    static void connectionByAHelper() throws Exception {
        OutputStream o = connect("example.com");
        o.write(FIELD.getString().getBytes()); //@ typed TextField.getString //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.connectionByAHelper
    }

    //# text-that-goes-into-memory-only negative
    static void constantsOnly() throws Exception {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        memory.write(FIELD.getString().getBytes()); //@ typed TextField.getString //! no flow typed-text -> network
        OutputStream o = Connector.openOutputStream("http://example.com/");
        o.write("plain".getBytes()); //! no flow typed-text -> network
        o.write(memory.size()); //! no flow typed-text -> network
        o.write(memory.toByteArray(), 0, 4); //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.constantsOnly
    }

    //# bytes-overwritten-one-by-one negative
    static void overwrittenBuffer() throws Exception {
        byte[] one = new byte[1];
        OutputStream o = Connector.openOutputStream("http://example.com/");
        one[0] = (byte) FIELD.getString().charAt(0); //@ typed TextField.getString
        o.write(one); //! flow typed-text@typed -> network to=OutputStream.write argument=1 path=Main.overwrittenBuffer
        one[0] = 0;
        o.write(one); //! no flow typed-text -> network
    }

    //# part-of-a-buffer-that-is-read
    void partOfABuffer() throws Exception {
        InputStream in = Connector.openInputStream("http://example.com/"); //@ opened Connector.openInputStream
        byte[] block = new byte[64];
        in.read(block, 4, 60);
        platformRequest("http://example.org/" + new String(block, 4, 60)); //! flow server-text@opened -> platform-request to=MIDlet.platformRequest argument=url path=Main.partOfABuffer
    }

    //# data-of-a-server-read-whole
    void readFully() throws Exception {
        DataInputStream in = Connector.openDataInputStream("http://example.com/"); //@ opened Connector.openDataInputStream
        byte[] all = new byte[64];
        in.readFully(all);
        platformRequest("http://example.org/" + new String(all)); //! flow server-text@opened -> platform-request to=MIDlet.platformRequest argument=url path=Main.readFully
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
