package flowstrings;

import javax.microedition.io.Connector;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** What the user typed, through texts and buffers. */
public class Main extends MIDlet {
    static final TextField FIELD = new TextField("Name", "", 20, 0);

    private StringBuffer log = new StringBuffer();

    protected void startApp() {
        try {
            methodsOfString();
            appended();
            inserted();
            emptied();
            deleted();
            twoBuffers();
            textTakenBefore();
            characterByCharacter();
            bytesAndBack();
            characters();
            partBefore();
            note();
            sendLog();
            appendedByAHelper();
            reversed();
            replacedBuffer();
            setCharacter();
            twoBuffersOfOneHelper();
            partOfABuffer();
            joined();
            bufferFromText();
            resultNotUsed();
            tokens();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# trim-case-substring-replace-concat
    static void methodsOfString() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        text = text.trim().toLowerCase().replace(' ', '+').substring(1).concat("!");
        Connector.open("http://example.com/?q=".concat(text)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.methodsOfString
    }

    //# appended-to-a-buffer
    static void appended() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?q=");
        b.append(FIELD.getString()); //@ typed TextField.getString
        b.append('&').append(1);
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.appended
    }

    //# inserted-into-a-buffer
    static void inserted() throws Exception {
        StringBuffer b = new StringBuffer("/end");
        b.insert(0, FIELD.getString()); //@ typed TextField.getString
        b.insert(0, "http://example.com/");
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.inserted
    }

    //# buffer-emptied-by-set-length negative
    static void emptied() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?q=");
        b.append(FIELD.getString()); //@ typed TextField.getString
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.emptied
        b.setLength(0);
        b.append("http://example.com/");
        Connector.open(b.toString()); //! no flow typed-text -> network
    }

    //# buffer-emptied-by-delete negative
    static void deleted() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?q=");
        b.append(FIELD.getString()); //@ typed TextField.getString
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.deleted
        b.delete(0, b.length());
        b.append("http://example.com/");
        Connector.open(b.toString()); //! no flow typed-text -> network
    }

    //# two-buffers negative
    static void twoBuffers() throws Exception {
        StringBuffer a = new StringBuffer("http://example.com/?a=");
        StringBuffer b = new StringBuffer("http://example.com/?b=");
        a.append(FIELD.getString()); //@ typed TextField.getString
        b.append("plain");
        Connector.open(a.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoBuffers
        Connector.open(b.toString()); //! no flow typed-text -> network
    }

    //# text-of-a-buffer-taken-before-the-append negative
    static void textTakenBefore() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?q=");
        String before = b.toString();
        b.append(FIELD.getString()); //@ typed TextField.getString
        Connector.open(before); //! no flow typed-text -> network
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.textTakenBefore
    }

    //# character-by-character
    static void characterByCharacter() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        StringBuffer b = new StringBuffer("http://example.com/?q=");
        for (int i = 0; i < text.length(); i++) {
            b.append((char) (text.charAt(i) + 1));
        }
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.characterByCharacter
    }

    //# bytes-and-back
    static void bytesAndBack() throws Exception {
        byte[] bytes = FIELD.getString().getBytes("UTF-8"); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + new String(bytes, "ISO-8859-1")); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.bytesAndBack
    }

    //# characters-taken-out
    static void characters() throws Exception {
        char[] into = new char[8];
        FIELD.getString().getChars(0, 8, into, 0); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + String.valueOf(into, 0, 8)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.characters
    }

    //# part-in-front-of-the-text negative
    static void partBefore() throws Exception {
        String all = "http://example.com/" + FIELD.getString(); //@ typed TextField.getString
        Connector.open(all.substring(0, 19)); //! no flow typed-text -> network
        Connector.open(all); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.partBefore
    }

    //# buffer-in-a-field
    void note() {
        log.append(FIELD.getString()); //@ typed TextField.getString
    }

    void sendLog() throws Exception {
        Connector.open("http://example.com/?q=" + log.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.note>Main.sendLog
    }

    static void add(StringBuffer b, String text) {
        b.append('[').append(text).append(']');
    }

    //# appended-by-a-helper
    static void appendedByAHelper() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?q=");
        add(b, FIELD.getString()); //@ typed TextField.getString
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.appendedByAHelper>Main.add>Main.appendedByAHelper
    }

    //# reversed
    static void reversed() throws Exception {
        String back = new StringBuffer(FIELD.getString()).reverse().toString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + back); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.reversed
    }

    //# new-buffer-in-the-same-variable negative
    static void replacedBuffer() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?q=");
        b.append(FIELD.getString()); //@ typed TextField.getString
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.replacedBuffer
        b = new StringBuffer("http://example.com/");
        Connector.open(b.toString()); //! no flow typed-text -> network
    }

    //# one-character-set
    static void setCharacter() throws Exception {
        StringBuffer b = new StringBuffer("http://example.com/?q=_");
        b.setCharAt(22, FIELD.getString().charAt(0)); //@ typed TextField.getString
        Connector.open(b.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.setCharacter
    }

    static StringBuffer request(String text) {
        StringBuffer b = new StringBuffer("http://example.com/?q=");
        b.append(text);
        return b;
    }

    //# two-buffers-of-one-helper negative
    static void twoBuffersOfOneHelper() throws Exception {
        StringBuffer a = request(FIELD.getString()); //@ typed TextField.getString
        StringBuffer b = request("plain");
        Connector.open(a.toString()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoBuffersOfOneHelper>Main.request>Main.twoBuffersOfOneHelper
        Connector.open(b.toString()); //! no flow typed-text -> network
    }

    //# part-of-a-buffer
    static void partOfABuffer() throws Exception {
        StringBuffer b = new StringBuffer(FIELD.getString()); //@ typed TextField.getString
        b.deleteCharAt(0);
        b.setLength(4);
        char[] part = new char[4];
        b.getChars(0, 4, part, 0);
        Connector.open("http://example.com/?q=" + new String(part)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.partOfABuffer
    }

    //# two-texts-joined
    static void joined() throws Exception {
        String first = FIELD.getString(); //@ first TextField.getString
        String second = FIELD.getString(); //@ second TextField.getString
        String both = first + ";" + second;
        //! flow typed-text@first -> network to=Connector.open argument=url path=Main.joined
        //! flow typed-text@second -> network to=Connector.open argument=url path=Main.joined
        Connector.open("http://example.com/?q=" + both);
    }

    //# buffer-made-of-text
    static void bufferFromText() throws Exception {
        StringBuffer b = new StringBuffer(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + b); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.bufferFromText
    }

    //# result-that-is-not-used negative
    static void resultNotUsed() throws Exception {
        String url = "http://example.com/";
        String text = FIELD.getString(); //@ typed TextField.getString
        url.concat(text);
        Connector.open(url); //! no flow typed-text -> network
        Connector.open(url.concat(text)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.resultNotUsed
    }

    //# pieces-between-separators
    static void tokens() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        int at;
        while ((at = text.indexOf(';')) >= 0) {
            Connector.open("http://example.com/?q=" + text.substring(0, at)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.tokens
            text = text.substring(at + 1);
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
