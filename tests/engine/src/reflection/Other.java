package reflection;

import javax.microedition.io.Connector;

public class Other implements Plugin {
    //# class-that-no-name-fits negative
    public void go() throws Exception {
        Connector.open("sms://7132"); //= unreached triggers=none
    }
}
