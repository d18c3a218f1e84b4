package reflection;

import javax.microedition.io.Connector;

public class Nokia implements Plugin {
    //# wrapper-for-a-vendor
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached
    }
}
