package com.example.counter;

/** A number that stops at its largest value. */
class Tally {
    private int value;

    void add(int step) {
        if (value <= Integer.MAX_VALUE - step) {
            value += step;
        }
    }

    void clear() {
        value = 0;
    }

    String text() {
        return value == 1 ? "once" : value + " times";
    }
}
