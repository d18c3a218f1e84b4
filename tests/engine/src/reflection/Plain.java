package reflection;

import javax.microedition.io.Connector;

public class Plain implements Plugin {
    //# wrapper-for-the-rest
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached
    }
}
