package reflection;

import javax.microedition.io.Connector;

public class TableA implements Plugin {
    //# names-of-a-table limit-3
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached triggers=launch
    }
}
