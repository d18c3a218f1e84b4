package reflection;

import javax.microedition.io.Connector;

public class Constant implements Plugin {
    //# constant-name
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached triggers=launch chain.launch=Main.startApp>Main.constant>Constant.go
    }
}
