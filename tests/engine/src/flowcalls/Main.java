package flowcalls;

import javax.microedition.io.Connector;
import javax.microedition.lcdui.TextField;
import javax.microedition.midlet.MIDlet;

/** What the user typed, through parameters, results, overrides, recursion and exceptions: with the right call's context. */
public class Main extends MIDlet {
    static final TextField FIELD = new TextField("Name", "", 20, 0);

    protected void startApp() {
        try {
            fromAHelper();
            toAHelper();
            through();
            contexts();
            secondOfTwo();
            dispatch();
            eitherOfTwo(System.currentTimeMillis() > 5);
            recursion();
            recursionWithConstant();
            mutual();
            thrown();
            fieldOfException();
            otherException();
            cleanUp();
            new Sub().send();
            overloads();
            parameterOverwritten();
            reflection();
            previous();
            oneOfTwoReturned(System.currentTimeMillis() > 5);
            twoDeep();
            resultOfAnotherObject();
            fluent();
            constructorResult();
            overriddenInTheSubclass();
            swappedArguments();
            depthOfFour();
            catchAndGoOn();
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# result-of-a-helper
    static String read() {
        return FIELD.getString(); //@ typed TextField.getString
    }

    static void fromAHelper() throws Exception {
        Connector.open("http://example.com/?q=" + read()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.read>Main.fromAHelper
    }

    //# parameter-of-a-helper
    static void toAHelper() throws Exception {
        post(FIELD.getString()); //@ typed TextField.getString
    }

    static void post(String text) throws Exception {
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.toAHelper>Main.post
    }

    static String quote(String text) {
        return "'" + text + "'";
    }

    //# there-and-back
    static void through() throws Exception {
        String quoted = quote(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + quoted); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.through>Main.quote>Main.through
    }

    static String same(String text) {
        return text;
    }

    //# two-calls-of-one-helper negative
    static void contexts() throws Exception {
        String a = same(FIELD.getString()); //@ typed TextField.getString
        String b = same("plain");
        Connector.open("http://example.com/?a=" + a); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.contexts>Main.same>Main.contexts
        Connector.open("http://example.com/?b=" + b); //! no flow typed-text -> network
    }

    static String second(String a, String b) {
        return b;
    }

    //# parameter-that-is-not-returned negative
    static void secondOfTwo() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + second(text, "plain")); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + second("plain", text)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.secondOfTwo>Main.second>Main.secondOfTwo
    }

    interface Filter {
        String filter(String text);
    }

    static class Pass implements Filter {
        public String filter(String text) {
            return text;
        }
    }

    static class Block implements Filter {
        public String filter(String text) {
            return "blocked";
        }
    }

    //# override-of-the-object-at-hand negative
    static void dispatch() throws Exception {
        Filter pass = new Pass();
        Filter block = new Block();
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + pass.filter(text)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.dispatch>Main$Pass.filter>Main.dispatch
        Connector.open("http://example.com/?q=" + block.filter(text)); //! no flow typed-text -> network
    }

    //# interface-with-two-classes
    static void eitherOfTwo(boolean strict) throws Exception {
        Filter filter = new Pass();
        if (strict) {
            filter = new Block();
        }
        String text = filter.filter(FIELD.getString()); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.eitherOfTwo>Main$Pass.filter>Main.eitherOfTwo
    }

    //# recursion
    static void recursion() throws Exception {
        int n = (int) (System.currentTimeMillis() & 7);
        Connector.open("http://example.com/?q=" + last(FIELD.getString(), n)); //@ typed TextField.getString //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.recursion>Main.last>Main.recursion
    }

    static String last(String text, int n) {
        return n > 0 ? last(text, n - 1) : text;
    }

    static String hidden(String text, int n) {
        if (n <= 0) {
            return "plain";
        }
        return hidden(text, n - 1);
    }

    //# recursion-that-returns-a-constant negative
    static void recursionWithConstant() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        int n = (int) (System.currentTimeMillis() & 7);
        Connector.open("http://example.com/?q=" + hidden(text, n)); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.recursionWithConstant
    }

    //# mutual-recursion
    static void mutual() throws Exception {
        ping(FIELD.getString(), (int) (System.currentTimeMillis() & 7) + 1); //@ typed TextField.getString
    }

    static void ping(String text, int n) throws Exception {
        if (n > 0) {
            pong(text, n - 1);
        }
    }

    static void pong(String text, int n) throws Exception {
        ping(text, n);
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.mutual>Main.ping>Main.pong
    }

    static void check(String text) throws Exception {
        throw new Exception(text);
    }

    //# message-of-an-exception
    static void thrown() throws Exception {
        try {
            check(FIELD.getString()); //@ typed TextField.getString
        } catch (Exception e) {
            Connector.open("http://example.com/?q=" + e.getMessage()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.thrown>Main.check>Main.thrown
        }
    }

    static class Refused extends RuntimeException {
        final String text;
        final String reason;

        Refused(String text, String reason) {
            this.text = text;
            this.reason = reason;
        }
    }

    //# field-of-an-exception negative
    static void fieldOfException() throws Exception {
        try {
            throw new Refused(FIELD.getString(), "plain"); //@ typed TextField.getString
        } catch (Refused e) {
            Connector.open("http://example.com/?q=" + e.text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.fieldOfException>Main$Refused.<init>>Main.fieldOfException
            Connector.open("http://example.com/?q=" + e.reason); //! no flow typed-text -> network
        }
    }

    //# exception-of-another-throw negative
    static void otherException() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        try {
            if (text.length() > 3) {
                throw new IllegalStateException("plain");
            }
            Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.otherException
        } catch (IllegalStateException e) {
            Connector.open("http://example.com/?q=" + e.getMessage()); //! no flow typed-text -> network
        }
    }

    //# value-set-before-an-exception
    static void cleanUp() throws Exception {
        String text = "plain";
        try {
            text = FIELD.getString(); //@ typed TextField.getString
            Integer.parseInt("x");
        } finally {
            //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.cleanUp
            Connector.open("http://example.com/?q=" + text);
        }
    }

    //# value-replaced-in-a-handler negative
    static void catchAndGoOn() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        try {
            Integer.parseInt(text);
            Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.catchAndGoOn
            return;
        } catch (NumberFormatException e) {
            text = "plain";
        }
        Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
    }

    //# super-call
    static class Super {
        String text() {
            return FIELD.getString(); //@ typed TextField.getString
        }
    }

    static class Sub extends Super {
        String text() {
            return "[" + super.text() + "]";
        }

        void send() throws Exception {
            Connector.open("http://example.com/?q=" + text()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main$Super.text>Main$Sub.text>Main$Sub.send
        }
    }

    static String show(Object o) {
        return "object";
    }

    static String show(String s) {
        return s;
    }

    //# overloads negative
    static void overloads() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        Connector.open("http://example.com/?q=" + show((Object) text)); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + show(text)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.overloads>Main.show>Main.overloads
    }

    //# parameter-overwritten-in-the-callee negative
    static void forget(String text) throws Exception {
        text = "plain";
        Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
    }

    static void parameterOverwritten() throws Exception {
        String text = FIELD.getString(); //@ typed TextField.getString
        forget(text);
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.parameterOverwritten
    }

    //# object-made-by-reflection
    static void reflection() throws Exception {
        Filter filter = (Filter) Class.forName("flowcalls.Loaded").newInstance();
        Connector.open("http://example.com/?q=" + filter.filter(FIELD.getString())); //@ typed TextField.getString //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.reflection>Loaded.filter>Main.reflection
    }

    //# four-calls-deep
    static void depthOfFour() throws Exception {
        one(FIELD.getString()); //@ typed TextField.getString
    }

    static void one(String text) throws Exception {
        two("a", text);
    }

    static void two(String a, String text) throws Exception {
        three(text, a);
    }

    static void three(String text, String a) throws Exception {
        four(text);
    }

    static void four(String text) throws Exception {
        Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.depthOfFour>Main.one>Main.two>Main.three>Main.four
    }

    //# value-of-the-round-before
    static void previous() throws Exception {
        String before = "plain";
        for (int i = 0; i < 3; i++) {
            Connector.open("http://example.com/?q=" + before); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.previous
            before = FIELD.getString(); //@ typed TextField.getString
        }
    }

    //# one-of-two-returned
    static String either(boolean first) {
        if (first) {
            return "plain";
        }
        return FIELD.getString(); //@ typed TextField.getString
    }

    static void oneOfTwoReturned(boolean b) throws Exception {
        Connector.open("http://example.com/?q=" + either(b)); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.either>Main.oneOfTwoReturned
    }

    static String outer(String text) {
        return inner(text);
    }

    static String inner(String text) {
        return text.trim();
    }

    //# two-calls-of-two-helpers negative
    static void twoDeep() throws Exception {
        String a = outer(FIELD.getString()); //@ typed TextField.getString
        String b = outer("plain");
        Connector.open("http://example.com/?b=" + b); //! no flow typed-text -> network
        Connector.open("http://example.com/?a=" + a); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.twoDeep>Main.outer>Main.inner>Main.outer>Main.twoDeep
    }

    static class Box {
        private final String text;

        Box(String text) {
            this.text = text;
        }

        Box merged(Box other) {
            return other;
        }

        String text() {
            return text;
        }
    }

    //# object-that-a-method-gives-back negative
    static void resultOfAnotherObject() throws Exception {
        Box a = new Box(FIELD.getString()); //@ typed TextField.getString
        Box b = new Box("plain");
        Connector.open("http://example.com/?q=" + a.merged(b).text()); //! no flow typed-text -> network
        Connector.open("http://example.com/?q=" + b.merged(a).text()); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.resultOfAnotherObject>Main$Box.<init>>Main$Box.text>Main.resultOfAnotherObject
    }

    //# chain-of-calls-on-this
    static class Request {
        private String url = "http://example.com/";

        Request with(String text) {
            url = url + text;
            return this;
        }

        void go() throws Exception {
            Connector.open(url); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.fluent>Main$Request.with>Main$Request.go
        }
    }

    static void fluent() throws Exception {
        new Request().with(FIELD.getString()).with("&v=1").go(); //@ typed TextField.getString
    }

    //# field-set-in-the-constructor
    static class Form {
        final String text = FIELD.getString(); //@ typed TextField.getString
    }

    static void constructorResult() throws Exception {
        Connector.open("http://example.com/?q=" + new Form().text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main$Form.<init>>Main.constructorResult
    }

    //# method-overridden-in-the-subclass negative
    static class Sink {
        void put(String text) throws Exception {
            Connector.open("http://example.com/?q=" + text); //! no flow typed-text -> network
        }
    }

    static class Quiet extends Sink {
        void put(String text) {
        }
    }

    static class Loud extends Sink {
        void put(String text) throws Exception {
            Connector.open("http://example.com/?q=" + text); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.overriddenInTheSubclass>Main$Loud.put
        }
    }

    static void overriddenInTheSubclass() throws Exception {
        Sink quiet = new Quiet();
        Sink loud = new Loud();
        String text = FIELD.getString(); //@ typed TextField.getString
        quiet.put(text);
        loud.put(text);
        new Sink().put("plain");
    }

    //# arguments-in-order negative
    static void order(String a, String b) throws Exception {
        Connector.open("http://example.com/?a=" + a); //! no flow typed-text -> network
        Connector.open("http://example.com/?b=" + b); //! flow typed-text@typed -> network to=Connector.open argument=url path=Main.swappedArguments>Main.order
    }

    static void swappedArguments() throws Exception {
        order("plain", FIELD.getString()); //@ typed TextField.getString
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
