package properties;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** App properties: the value of the descriptors where there is one. */
public class Main extends MIDlet {
    protected void startApp() {
        try {
            ofJad();
            ofManifest();
            nowhere();
            or();
            orNot();
            built();
            ofSuite();
            throughHelper();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# value-of-the-jad-wins limit-8
    void ofJad() throws Exception {
        Connector.open("sms://" + getAppProperty("Number")); //= url="sms://7132" properties=Number
    }

    //# value-of-the-manifest limit-8
    void ofManifest() throws Exception {
        Connector.open("http://" + getAppProperty("Host") + "/"); //= url="http://m.example.com/" properties=Host
    }

    //# without-value-the-name-stays negative
    void nowhere() throws Exception {
        Connector.open("sms://" + getAppProperty("Missing")); //= url="sms://{property Missing}" properties=none
    }

    //# default-for-a-property-without-value
    void or() throws Exception {
        String p = getAppProperty("Premium");
        if (p == null) {
            p = "7139";
        }
        Connector.open("sms://" + p); //= url="sms://{property Premium}"|"sms://7139"
    }

    //# default-for-a-property-with-value
    void orNot() throws Exception {
        String p = getAppProperty("Text");
        if (p == null) {
            p = "bye";
        }
        Connector.open("http://example.com/" + p); //= url="http://example.com/hello" properties=Text
    }

    //# key-put-together
    void built() throws Exception {
        Connector.open("sms://1:" + getAppProperty("Port-" + 1)); //= url="sms://1:50" properties=Port-1
    }

    //# attribute-of-the-suite
    void ofSuite() throws Exception {
        Connector.open("http://example.com/?v=" + getAppProperty("MIDlet-Version")); //= url="http://example.com/?v=1.0" properties=MIDlet-Version
    }

    String property(String key) {
        return getAppProperty(key).trim();
    }

    //# properties-through-a-helper
    void throughHelper() throws Exception {
        Connector.open(property("Host")); //= url="m.example.com" properties=Host
        Connector.open("x", Integer.parseInt(property("Port-1"))); //= mode=50
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
