package reflection;

import javax.microedition.io.Connector;

public class Joined1 implements Plugin {
    //# name-put-together
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached
    }
}
