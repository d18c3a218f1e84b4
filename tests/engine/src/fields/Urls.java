package fields;

interface Urls {
    String COMPUTED = "http://".concat("i.example.com");
}
