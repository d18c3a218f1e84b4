package callbacks;

import javax.bluetooth.DeviceClass;
import javax.bluetooth.DiscoveryAgent;
import javax.bluetooth.DiscoveryListener;
import javax.bluetooth.LocalDevice;
import javax.bluetooth.RemoteDevice;
import javax.bluetooth.ServiceRecord;
import javax.microedition.io.Connector;
import javax.microedition.lcdui.Canvas;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.CustomItem;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.Graphics;
import javax.microedition.lcdui.Item;
import javax.microedition.lcdui.ItemCommandListener;
import javax.microedition.lcdui.ItemStateListener;
import javax.microedition.lcdui.StringItem;
import javax.microedition.location.Location;
import javax.microedition.location.LocationListener;
import javax.microedition.location.LocationProvider;
import javax.microedition.midlet.MIDlet;
import javax.microedition.rms.RecordFilter;
import javax.microedition.rms.RecordListener;
import javax.microedition.rms.RecordStore;
import javax.microedition.sip.SipClientConnection;
import javax.microedition.sip.SipClientConnectionListener;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.MessageListener;

/** Methods that the platform calls because an object was registered. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            Form form = new Form("f");
            form.setCommandListener(new Commands());
            form.setItemStateListener(new Changes());
            StringItem item = new StringItem("a", "b");
            item.setItemCommandListener(new Items());
            form.append(item);
            form.append(new Widget());
            Display.getDisplay(this).setCurrent(new Keys());
            Display.getDisplay(this).setCurrent(form);
            messages((MessageConnection) Connector.open("sms://:5000"));
            LocalDevice.getLocalDevice().getDiscoveryAgent().startInquiry(DiscoveryAgent.GIAC, new Devices());
            records(RecordStore.openRecordStore("r", true));
            ((SipClientConnection) Connector.open("sip:a@example.com")).setListener(new Responses());
            LocationProvider.getInstance(null).setLocationListener(new Places(), 60, 1, 1);
            Form other = new Form("g");
            anonymous(other);
            Display.getDisplay(this).setCurrent(other);
            Display.getDisplay(this).setCurrent(new Game());
            new Unregistered();
            vendors();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# command-listener
    static class Commands implements CommandListener {
        public void commandAction(Command c, Displayable d) {
            //! entry-point user interface=javax.microedition.lcdui.CommandListener undeclared=false at=Main$Commands.commandAction
            System.getProperty("command"); //= reached triggers=user via=none !unattended !gated chain.user=Main$Commands.commandAction
        }
    }

    //# item-state-listener
    static class Changes implements ItemStateListener {
        public void itemStateChanged(Item item) {
            System.getProperty("changed"); //= reached triggers=user !unattended
        }
    }

    //# item-command-listener
    static class Items implements ItemCommandListener {
        public void commandAction(Command c, Item item) {
            System.getProperty("item"); //= reached triggers=user !unattended
        }
    }

    //# custom-item
    static class Widget extends CustomItem {
        Widget() {
            super("w");
        }

        protected void pointerPressed(int x, int y) {
            System.getProperty("pointer"); //= reached triggers=user
        }

        protected int getMinContentWidth() {
            System.getProperty("width"); //= reached triggers=launch
            return 1;
        }

        protected int getMinContentHeight() {
            return 1;
        }

        protected int getPrefContentWidth(int height) {
            return 1;
        }

        protected int getPrefContentHeight(int width) {
            return 1;
        }

        protected void paint(Graphics g, int w, int h) {
        }
    }

    //# canvas-keys-and-paint
    static class Keys extends Canvas {
        protected void keyPressed(int key) {
            System.getProperty("key"); //= reached triggers=user !unattended chain.user=Main$Keys.keyPressed
        }

        protected void paint(Graphics g) {
            System.getProperty("paint"); //= reached triggers=launch unattended
        }

        public void mine() {
            System.getProperty("mine"); //= unreached
        }
    }

    //# message-listener
    static class Messages implements MessageListener {
        public void notifyIncomingMessage(MessageConnection c) {
            //! entry-point peer interface=javax.wireless.messaging.MessageListener at=Main$Messages.notifyIncomingMessage
            System.getProperty("message"); //= reached triggers=peer unattended
        }
    }

    static void messages(MessageConnection c) throws Exception {
        c.setMessageListener(new Messages());
    }

    //# bluetooth-listener
    static class Devices implements DiscoveryListener {
        public void deviceDiscovered(RemoteDevice device, DeviceClass c) {
            System.getProperty("device"); //= reached triggers=peer unattended
        }

        public void servicesDiscovered(int id, ServiceRecord[] records) {
        }

        public void serviceSearchCompleted(int id, int code) {
        }

        public void inquiryCompleted(int code) {
        }
    }

    //# record-listener-and-filter
    static class Records implements RecordListener, RecordFilter {
        public boolean matches(byte[] record) {
            System.getProperty("filter"); //= reached triggers=launch chain.launch=Main.startApp>Main.records>Main$Records.matches
            return true;
        }

        public void recordAdded(RecordStore store, int id) {
            System.getProperty("added"); //= reached
        }

        public void recordChanged(RecordStore store, int id) {
        }

        public void recordDeleted(RecordStore store, int id) {
        }
    }

    static void records(RecordStore store) throws Exception {
        store.enumerateRecords(new Records(), null, false);
        store.addRecordListener(new Records());
    }

    //# sip-listener-is-set-off-by-the-network
    static class Responses implements SipClientConnectionListener {
        public void notifyResponse(SipClientConnection c) {
            System.getProperty("response"); //= reached triggers=network unattended
        }
    }

    //# location-listener
    static class Places implements LocationListener {
        public void locationUpdated(LocationProvider provider, Location location) {
            System.getProperty("place"); //= reached unattended
        }

        public void providerStateChanged(LocationProvider provider, int state) {
        }
    }

    static void anonymous(Form form) {
        final String hidden = "anonymous";
        form.setCommandListener(new CommandListener() {
            //# anonymous-listener
            public void commandAction(Command c, Displayable d) {
                System.getProperty(hidden); //= reached triggers=user
            }
        });
    }

    //# listener-that-is-never-registered negative
    static class Unregistered implements CommandListener, MessageListener {
        public void commandAction(Command c, Displayable d) {
            //! no entry-point at=Main$Unregistered.commandAction
            System.getProperty("unregistered"); //= unreached triggers=none
        }

        public void notifyIncomingMessage(MessageConnection c) {
            System.getProperty("unregistered"); //= unreached triggers=none
        }
    }

    //# screen-that-is-never-shown negative
    static class NeverShown extends Canvas {
        protected void keyPressed(int key) {
            System.getProperty("never"); //= unreached triggers=none
        }

        protected void paint(Graphics g) {
        }
    }

    static void vendors() throws Exception {
        new com.nokia.mid.sound.Sound(440, 100).setSoundListener(new Sounds());
        com.nokia.mid.ui.orientation.Orientation.addOrientationListener(new Turned());
        new com.siemens.mp.io.Connection("sms").setListener(new Data());
    }

    //# nokia-listener
    static class Sounds implements com.nokia.mid.sound.SoundListener {
        public void soundStateChanged(com.nokia.mid.sound.Sound sound, int event) {
            System.getProperty("sound"); //= reached
        }
    }

    static class Turned implements com.nokia.mid.ui.orientation.OrientationListener {
        public void displayOrientationChanged(int orientation) {
            System.getProperty("turned"); //= reached triggers=launch
        }
    }

    //# siemens-listener
    static class Data implements com.siemens.mp.io.ConnectionListener {
        public void receiveData(byte[] data) {
            System.getProperty("data"); //= reached triggers=peer unattended
        }
    }

    //# motorola-screen
    static class Game extends com.motorola.game.GameScreen {
        protected boolean processGameEvent(int event, int a, int b) {
            System.getProperty("game"); //= reached triggers=user
            return true;
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
