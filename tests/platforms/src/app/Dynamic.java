package app;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** One method for each thing that invokedynamic and newer class files do; `show` gets what comes of it. */
public final class Dynamic {
    interface Named {
        String name();

        default String twice() {
            return helper(name());
        }

        private String helper(String text) {
            return text + text;
        }
    }

    interface Polite extends Named {
        @Override
        default String twice() {
            return "please " + name();
        }
    }

    record Pair(String left, int right) {
    }

    private static final class Nested {
        private final String secret;

        private Nested(String secret) {
            this.secret = secret;
        }

        private String open() {
            return secret;
        }
    }

    private final String field;

    private Dynamic(String field) {
        this.field = field;
    }

    private String bound(String text) {
        return field + text;
    }

    private static String fixed(String text) {
        return "fixed " + text;
    }

    static void show(String text) {
        System.out.println(text);
    }

    public static void main(String[] args) throws Exception {
        concatenation("a", 'b', 3, 4L, true);
        literals("x");
        staticReference();
        boundReference();
        unboundReference();
        constructorReference();
        captures();
        boxing();
        wide();
        serializable();
        defaults();
        nestmates();
        records();
        classLiteral();
        callsBack();
        entries(new HashMap<>());
        flowByCapture();
        flowByParameter();
        flowByConcatenation();
        flowNot();
    }

    static void concatenation(String a, char b, int c, long d, boolean e) {
        show(a + b + c + d + e);
    }

    static void literals(String a) {
        show("<" + a + "|" + a + ">");
    }

    static void staticReference() {
        UnaryOperator<String> f = Dynamic::fixed;
        show(f.apply("s"));
    }

    static void boundReference() {
        UnaryOperator<String> f = new Dynamic("bound ")::bound;
        show(f.apply("b"));
    }

    static void unboundReference() {
        BiFunction<Dynamic, String, String> f = Dynamic::bound;
        show(f.apply(new Dynamic("unbound "), "u"));
    }

    static void constructorReference() {
        Function<String, Dynamic> f = Dynamic::new;
        show(f.apply("made ").bound("c"));
    }

    static void captures() {
        String text = "captured";
        int number = 7;
        long wide = 8L;
        Supplier<String> f = () -> text + number + wide;
        show(f.get());
    }

    static void boxing() {
        IntFunction<String> f = n -> "n" + n;
        ToIntFunction<String> g = String::length;
        Function<Integer, Integer> h = n -> n + 1;
        show(f.apply(g.applyAsInt("four") + h.apply(1)));
    }

    static void wide() {
        ToLongFunction<String> f = String::length;
        show("l" + f.applyAsLong("abc"));
    }

    static void serializable() {
        Supplier<String> f = (Supplier<String> & java.io.Serializable) () -> "kept";
        show(f.get());
    }

    static void defaults() {
        Named named = () -> "me";
        Polite polite = () -> "you";
        show(named.twice());
        show(polite.twice());
    }

    static void nestmates() {
        show(new Nested("private").open());
    }

    static void records() {
        Pair pair = new Pair("l", 2);
        show(pair.left() + pair.toString());
    }

    static void classLiteral() {
        show(Dynamic.class.getName());
    }

    static void callsBack() {
        new Thread(() -> show("in a thread")).start();
    }

    static void entries(Map<String, UnaryOperator<String>> handlers) throws Exception {
        handlers.put("first", text -> "handled " + text);
        for (Map.Entry<String, UnaryOperator<String>> entry : handlers.entrySet()) {
            show(entry.getValue().apply("entry"));
        }
    }

    static void flowByCapture() throws Exception {
        String text = System.getenv("A");
        Supplier<String> f = () -> text;
        Runtime.getRuntime().exec(f.get());
    }

    static void flowByParameter() throws Exception {
        Function<String, String> f = text -> text + "!";
        Runtime.getRuntime().exec(f.apply(System.getenv("B")));
    }

    static void flowByConcatenation() throws Exception {
        Runtime.getRuntime().exec("run " + System.getenv("C") + " now");
    }

    static void flowNot() throws Exception {
        String text = System.getenv("D");
        Function<String, String> f = other -> text.isEmpty() ? "empty" : other;
        Runtime.getRuntime().exec(f.apply("constant"));
    }
}
