package com.example.shopfinder;

/** The answer of the server as one line. */
class Formatter {
    String format(String text) {
        return text.replace('\n', ' ');
    }
}
