package reflection;

import javax.microedition.io.Connector;

public class Named implements Plugin {
    //# class-that-is-only-a-literal negative
    public void go() throws Exception {
        Connector.open("sms://7132"); //= unreached triggers=none
    }
}
