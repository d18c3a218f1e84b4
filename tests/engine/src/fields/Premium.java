package fields;

class Premium extends Account {
    final String extra = suffix();

    Premium() {
        super("9000", 3);
    }

    static String suffix() {
        return "x";
    }
}
