package app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Runs commands, some of which the environment chooses. */
public final class Main {
    private static final Map<String, String> SETTINGS = new HashMap<>();

    private Main() {
    }

    public static void main(String[] args) throws IOException {
        SETTINGS.put("tool", Objects.requireNonNull(System.getenv("TOOL")));
        SETTINGS.put("mode", "fast");
        runTool();
        runByLambda(() -> System.getenv("SHELL"));
        runFixed();
        runNumber();
    }

    /** From the environment, through a map, a list and a builder. */
    static void runTool() throws IOException {
        List<String> words = new ArrayList<>();
        words.add(SETTINGS.get("tool"));
        words.add("--verbose");
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(word).append(' ');
        }
        Runtime.getRuntime().exec(line.toString());
    }

    /** From the environment, through a lambda and a concatenation. */
    static void runByLambda(Supplier<String> shell) throws IOException {
        Runtime.getRuntime().exec("nice " + shell.get() + " -c true");
    }

    /** A command that is known. */
    static void runFixed() throws IOException {
        Runtime.getRuntime().exec("uname -a");
    }

    /** Of the environment only a number gets here. */
    static void runNumber() throws IOException {
        int level = Integer.parseInt(System.getenv("LEVEL"));
        Runtime.getRuntime().exec("nice -n " + level + " make");
    }
}
