package flownegatives;

import javax.microedition.io.Connector;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** What is no flow: conditions, numbers made of text, code that never runs. Beside each stands what is one. */
public class Main extends MIDlet {
    static final TextField FIELD = new TextField("Name", "", 20, 0);
    static final String[] NAMES = {"a", "b", "c"};

    protected void startApp() {
        try {
            comparison();
            choice();
            loopCounter();
            parsed();
            parsedLong();
            lengthAndIndex();
            hash();
            nullTest();
            lookup();
            deadBranch();
            deadBranchOfAField();
            ternary();
            hereAndThere();
            instance();
            characterTest();
            compared();
            loopThatDoesNotRun();
            boxed();
            otherField();
            found();
            digits();
            leftTheLoop();
            deadByParameter();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# condition-on-text negative
    static void comparison() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        String answer = "no";
        if (text.equals("secret")) {
            answer = "yes";
        }
        Connector.open("http://example.com/?q=" + answer); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.comparison
    }

    //# switch-on-text negative
    static void choice() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        String answer;
        switch (text.charAt(0)) {
            case 'a':
                answer = "first";
                break;
            case 'b':
                answer = "second";
                break;
            default:
                answer = "other";
        }
        Connector.open("http://example.com/?q=" + answer); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text.charAt(0)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.choice
    }

    //# counter-of-a-loop-over-text negative
    static void loopCounter() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        int blanks = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ') {
                blanks++;
            }
        }
        Connector.open("http://example.com/?n=" + blanks); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.loopCounter
    }

    //# parsed-to-a-number negative
    static void parsed() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        int number = Integer.parseInt(text);
        Connector.open("http://example.com/?n=" + number); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.parsed
    }

    //# parsed-to-a-long-and-printed negative
    static void parsedLong() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        String number = Long.toString(Long.parseLong(text, 16));
        Connector.open("http://example.com/?n=" + number); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.parsedLong
    }

    //# parsed-to-a-number-object negative
    static void boxed() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Object number = Integer.valueOf(text);
        Connector.open("http://example.com/?n=" + number); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.boxed
    }

    //# length-and-index-of-text negative
    static void lengthAndIndex() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?n=" + text.length() + "," + text.indexOf('@')); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.lengthAndIndex
    }

    //# hash-of-text negative
    static void hash() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?h=" + text.hashCode()); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.hash
    }

    //# answer-of-a-test negative
    static void compared() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        boolean known = text.startsWith("+") || text.compareTo("x") > 0;
        Connector.open("http://example.com/?k=" + known); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.compared
    }

    //# test-against-null negative
    static void nullTest() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + (text == null ? "none" : "some")); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + (text == null ? "none" : text)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.nullTest
    }

    //# element-chosen-by-text negative
    static void lookup() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + NAMES[Integer.parseInt(text) % NAMES.length]); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + NAMES[1] + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.lookup
    }

    //# branch-that-known-values-rule-out negative
    static void deadBranch() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        int level = 3;
        if (level > 5) {
            Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
        }
        if (level > 2) {
            Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.deadBranch
        }
    }

    static final int LEVEL = NAMES.length;

    //# branch-of-a-constant-field negative
    static void deadBranchOfAField() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        if (LEVEL == 7) {
            Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
        }
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.deadBranchOfAField
    }

    //# branch-that-no-caller-takes negative
    static void report(String text, boolean full) throws Exception {
        if (full) {
            Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
        } else {
            Connector.open("http://example.com/?q=" + text.substring(1)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.deadByParameter>Main.report
        }
    }

    static void deadByParameter() throws Exception {
        report(FIELD.getString(), false); //@ typed TextField.getString
    }

    //# alternative-that-is-never-chosen negative
    static void ternary() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        int version = 2;
        String sent = version == 1 ? text : "plain";
        Connector.open("http://example.com/?q=" + sent); //! no flow typed-text -> network
        sent = version == 2 ? text : "plain";
        Connector.open("http://example.com/?q=" + sent); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.ternary
    }

    //# text-shown-and-constant-sent negative
    static void hereAndThere() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        new TextField("again", text, 20, 0);
        Connector.open("http://example.com/?q=plain"); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.hereAndThere
    }

    //# class-of-the-object negative
    static void instance() throws Exception {
        Object text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + text.getClass().getName()); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.instance
    }

    //# kind-of-a-character negative
    static void characterTest() throws Exception {
        char c = FIELD.getString().charAt(0); //@ typed TextField.getString
        Connector.open("http://example.com/?d=" + Character.isDigit(c)); //! no flow typed-text -> network
        Connector.open("http://example.com/?c=" + Character.toUpperCase(c)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.characterTest
    }

    //# loop-that-does-not-run negative
    static void loopThatDoesNotRun() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        String sent = "plain";
        for (int i = 0; i < 0; i++) {
            sent = text;
        }
        Connector.open("http://example.com/?q=" + sent); //! no flow typed-text -> network
        for (int i = 0; i < 1; i++) {
            sent = text;
        }
        Connector.open("http://example.com/?q=" + sent); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.loopThatDoesNotRun
    }

    //# label-of-the-field-is-not-its-text negative
    static void otherField() throws Exception {
        TextField own = new TextField("Label", "", 20, 0);
        Connector.open("http://example.com/?q=" + own.getLabel()); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + own.size()); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + own.getString()); //@ typed TextField.getString //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.otherField
    }

    static String find(String key) {
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(key)) {
                return NAMES[i];
            }
        }
        return null;
    }

    //# constant-found-by-text negative
    static void found() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + find(text)); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.found
    }

    //# number-put-together-of-digits negative
    static void digits() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        int number = Integer.parseInt(text) * 60 + 5;
        String padded = number < 10 ? "0" + number : Integer.toHexString(number);
        Connector.open("http://example.com/?n=" + padded); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.digits
    }

    //# variable-before-the-first-round negative
    static void leftTheLoop() throws Exception {
        String sent = "plain";
        while (true) {
            Connector.open("http://example.com/?q=" + sent); //! no flow typed-text -> network
            sent = FIELD.getString(); //@ typed TextField.getString
            if (sent != null) {
                break;
            }
            sent = "again";
        }
        Connector.open("http://example.com/?q=" + sent); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.leftTheLoop
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
