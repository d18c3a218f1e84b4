package com.example.calculator;

/** Temperature scales. */
class Scale {
    private Scale() {
    }

    static float toFahrenheit(float celsius) {
        return celsius < -273.15f ? -459.67f : celsius * 1.8f + 32f;
    }
}
