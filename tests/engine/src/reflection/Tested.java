package reflection;

import javax.microedition.io.Connector;

public class Tested implements Plugin {
    //# class-that-is-only-looked-for negative
    public void go() throws Exception {
        Connector.open("sms://7132"); //= unreached triggers=none
    }
}
