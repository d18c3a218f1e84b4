package com.example.puzzle;

import java.util.Random;
import javax.microedition.lcdui.Canvas;
import javax.microedition.lcdui.Graphics;

/** Four by four tiles; the key pad moves the gap. */
class PuzzleCanvas extends Canvas {
    private final int[] tiles = new int[16];
    private int gap = 15;
    private int level = 1;

    PuzzleCanvas() {
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = i;
        }
        shuffle();
    }

    int level() {
        return level;
    }

    void advance() {
        level++;
        shuffle();
        repaint();
    }

    private void shuffle() {
        Random random = new Random();
        for (int i = 0; i < 40 * level; i++) {
            int move = random.nextInt() & 3;
            slide(move == 0 ? -1 : move == 1 ? 1 : move == 2 ? -4 : 4);
        }
    }

    private void slide(int step) {
        int from = gap + step;
        boolean sameRow = from / 4 == gap / 4;
        if (from >= 0 && from < 16 && (step == 4 || step == -4 || sameRow)) {
            tiles[gap] = tiles[from];
            tiles[from] = 15;
            gap = from;
        }
    }

    protected void keyPressed(int key) {
        switch (getGameAction(key)) {
            case UP:
                slide(4);
                break;
            case DOWN:
                slide(-4);
                break;
            case LEFT:
                slide(1);
                break;
            case RIGHT:
                slide(-1);
                break;
            default:
                return;
        }
        repaint();
    }

    protected void paint(Graphics g) {
        int size = Math.min(getWidth(), getHeight()) / 4;
        g.setColor(0xffffff);
        g.fillRect(0, 0, getWidth(), getHeight());
        for (int i = 0; i < tiles.length; i++) {
            if (tiles[i] != 15) {
                g.setColor(0x3060a0);
                g.fillRect(i % 4 * size + 1, i / 4 * size + 1, size - 2, size - 2);
                g.setColor(0xffffff);
                g.drawString(String.valueOf(tiles[i] + 1), i % 4 * size + 4, i / 4 * size + 4, Graphics.TOP | Graphics.LEFT);
            }
        }
    }
}
