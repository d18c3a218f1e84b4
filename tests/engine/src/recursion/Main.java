package recursion;

import javax.microedition.io.Connector;
import javax.microedition.midlet.MIDlet;

/** Recursive methods and values that feed themselves. */
public class Main extends MIDlet {
    static String path = "http://example.com";

    protected void startApp() {
        try {
            known();
            unknown((int) System.currentTimeMillis());
            retry(0, "sms://7131");
            even(6);
            grow();
            walk(new Tree("b", new Tree("a", null)));
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# recursion-over-known-values
    static void known() throws Exception {
        Connector.open("sms://" + times("71", 2)); //= url="sms://7171"
    }

    static String times(String s, int n) {
        return n == 0 ? "" : s + times(s, n - 1);
    }

    //# recursion-of-unknown-depth-keeps-the-prefix
    static void unknown(int n) throws Exception {
        Connector.open("http://example.com/" + dots(n) + "/end"); //= url="http://example.com/..{?}/end"|"http://example.com//end"
    }

    static String dots(int n) {
        return n == 0 ? "" : ".." + dots(n - 1);
    }

    //# recursive-parameter-keeps-its-three-values limit-6
    static void retry(int attempt, String url) {
        try {
            Connector.open(url); //= url="sms://7131"|"sms://7132"|"sms://7133"
        } catch (Exception e) {
            retry(attempt + 1, attempt == 0 ? "sms://7132" : "sms://7133");
        }
    }

    //# mutual-recursion
    static void even(int n) throws Exception {
        Connector.open("sms://" + ping(n)); //= url="sms://1"|"sms://2"
    }

    static String ping(int n) {
        return System.currentTimeMillis() > n ? "1" : pong(n - 1);
    }

    static String pong(int n) {
        return System.currentTimeMillis() > n ? "2" : ping(n - 1);
    }

    //# field-that-feeds-itself
    static void grow() throws Exception {
        while (System.currentTimeMillis() > 5) {
            path = path + "/x";
        }
        Connector.open(path); //= url="http://example.com{?}"
    }

    static class Tree {
        final String text;
        final Tree next;

        Tree(String text, Tree next) {
            this.text = text;
            this.next = next;
        }
    }

    //# recursion-over-a-list
    static void walk(Tree tree) throws Exception {
        if (tree != null) {
            Connector.open("sms://" + tree.text); //= url="sms://a"|"sms://b"
            walk(tree.next);
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
