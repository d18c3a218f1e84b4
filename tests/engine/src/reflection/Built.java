package reflection;

public class Built {
    //# constructor-run-by-new-instance
    public Built() {
        System.getProperty("built"); //= reached triggers=launch chain.launch=Main.startApp>Main.built>Built.<init>
    }

    Built(String other) {
        System.getProperty("other"); //= unreached triggers=none
    }
}
