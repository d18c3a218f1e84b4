package canvaskeys;

import javax.microedition.lcdui.Canvas;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Form;
import javax.microedition.lcdui.Graphics;

/** Draws a prompt; the right soft key sends, fire shows the help, any key but * counts. */
final class Game extends Canvas {
    private final Display display;
    private final Form help = new Form("Help");
    private final Form count = new Form("Count");

    Game(Display display) {
        this.display = display;
    }

    protected void paint(Graphics g) {
        g.drawString("Press 5 to play", 0, 0, Graphics.TOP | Graphics.LEFT);
        score(g);
    }

    private void score(Graphics g) {
        g.drawString("Score", 0, 20, Graphics.TOP | Graphics.LEFT);
    }

    protected void keyPressed(int key) {
        if (key == -7) {
            Sms.send("7132");
        } else if (getGameAction(key) == FIRE) {
            display.setCurrent(help);
        }
    }

    protected void keyReleased(int key) {
        switch (key) {
            case KEY_STAR:
                break;
            default:
                display.setCurrent(count);
        }
    }

    protected void pointerPressed(int x, int y) {
        display.setCurrent(help);
    }
}
