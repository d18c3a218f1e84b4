package reflection;

import javax.microedition.io.Connector;

public class Given implements Plugin {
    //# name-given-to-a-factory
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached
    }
}
