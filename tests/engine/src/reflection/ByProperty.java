package reflection;

import javax.microedition.io.Connector;

public class ByProperty implements Plugin {
    //# name-in-an-app-property
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached
    }
}
