package triggers;

import javax.microedition.io.Connector;
import javax.microedition.io.PushRegistry;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.MessageListener;

/** What sets a call off. */
public class Main extends MIDlet implements CommandListener, MessageListener {
    protected void startApp() {
        try {
            Form form = new Form("f");
            form.setCommandListener(this);
            Display.getDisplay(this).setCurrent(form);
            PushRegistry.registerAlarm("triggers.Alarmed", 1000);
            PushRegistry.registerConnection("sms://:6000", "triggers.Dynamic", "*");
            ((MessageConnection) Connector.open("sms://:5000")).setMessageListener(this);
            started();
            shared();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# launch-only
    static void started() {
        System.getProperty("started"); //= reached triggers=launch via=none unattended !gated
    }

    public void commandAction(Command c, Displayable d) {
        clicked();
        shared();
        d.setCommandListener(new Second());
    }

    //# user-only negative
    static void clicked() {
        System.getProperty("clicked"); //= reached triggers=user !unattended
    }

    public void notifyIncomingMessage(MessageConnection c) {
        answer();
        shared();
    }

    //# peer-only
    static void answer() {
        System.getProperty("answer"); //= reached triggers=peer unattended chain.peer=Main.notifyIncomingMessage>Main.answer
    }

    //# three-triggers-with-a-chain-each
    static void shared() {
        System.getProperty("shared"); //= reached triggers=launch,peer,user unattended chain.launch=Main.startApp>Main.shared chain.peer=Main.notifyIncomingMessage>Main.shared chain.user=Main.commandAction>Main.shared
    }

    //# listener-registered-by-the-user negative
    static class Second implements CommandListener {
        public void commandAction(Command c, Displayable d) {
            System.getProperty("second"); //= reached triggers=user !unattended chain.user=Main$Second.commandAction
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
