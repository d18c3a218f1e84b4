package reflection;

public class Initialised {
    //# static-initialiser-of-a-class-looked-for
    static {
        System.getProperty("initialised"); //= reached triggers=launch chain.launch=Main.startApp>Main.initialised>Initialised.<clinit>
    }

    public Initialised() {
        System.getProperty("constructed"); //= unreached triggers=none
    }
}
