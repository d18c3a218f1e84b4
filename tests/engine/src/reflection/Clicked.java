package reflection;

import javax.microedition.io.Connector;

public class Clicked implements Plugin {
    //# instance-made-for-the-user
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached triggers=user !unattended
    }
}
