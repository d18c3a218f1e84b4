package reflection;

import javax.microedition.io.Connector;

public class Hidden implements Plugin {
    //# name-decoded
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached
    }
}
