package reflection;

import javax.microedition.io.Connector;

public class Kept implements Plugin {
    //# class-object-kept-in-a-field
    public void go() throws Exception {
        Connector.open("sms://7132"); //= reached
    }
}
