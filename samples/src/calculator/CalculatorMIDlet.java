package com.example.calculator;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.StringItem;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** Converts temperatures with floating point, which CLDC 1.0 does not have. */
public class CalculatorMIDlet extends MIDlet implements CommandListener {
    private final Command convert = new Command("Convert", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private final TextField celsius = new TextField("Celsius", "20", 8, TextField.ANY);
    private final StringItem fahrenheit = new StringItem("Fahrenheit", "68");
    private Form form;

    protected void startApp() {
        if (form == null) {
            form = new Form("Calculator");
            form.append(celsius);
            form.append(fahrenheit);
            form.addCommand(convert);
            form.addCommand(exit);
            form.setCommandListener(this);
        }
        Display.getDisplay(this).setCurrent(form);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        } else if (command == convert) {
            try {
                fahrenheit.setText(String.valueOf(Scale.toFahrenheit(Float.parseFloat(celsius.getString()))));
            } catch (NumberFormatException e) {
                fahrenheit.setText("?");
            }
        }
    }
}
