package java.lang;

/** Stands in a package of the platform. */
public class PlatformHook {
    public String describe() {
        return "in java.lang";
    }
}
