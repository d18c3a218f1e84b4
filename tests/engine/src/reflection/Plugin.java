package reflection;

public interface Plugin {
    void go() throws Exception;
}
