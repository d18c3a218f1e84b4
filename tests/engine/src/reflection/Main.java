package reflection;

import javax.microedition.lcdui.Command;
import javax.microedition.lcdui.CommandListener;
import javax.microedition.lcdui.Displayable;
import javax.microedition.lcdui.Display;
import javax.microedition.lcdui.Form;
import javax.microedition.midlet.MIDlet;

/** Classes looked for by name. */
public class Main extends MIDlet implements CommandListener {
    private static Class literal;
    private static Class kept;

    protected void startApp() {
        try {
            Form form = new Form("f");
            form.setCommandListener(this);
            Display.getDisplay(this).setCurrent(form);
            constant();
            table();
            joined(1);
            ofProperty();
            wrapper().go();
            tested();
            literal();
            fieldOfClass();
            make("Given").go();
            decoded();
            unresolved(System.getProperty("plugin"));
            missing();
            initialised();
            built();
            partly(System.getProperty("plugin"));
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    //# constant-name-makes-edges limit-3
    static void constant() throws Exception {
        //! reflection "reflection.Constant" standing=own use=instantiated edges=Constant.<init>
        Plugin p = (Plugin) Class.forName("reflection.Constant").newInstance(); //= code.load-class name="reflection.Constant"
        p.go();
    }

    private static final String[] NAMES = {"reflection.TableA", "reflection.TableB"};

    //# table-of-names-makes-edges limit-3
    static void table() throws Exception {
        for (int i = 0; i < NAMES.length; i++) {
            //! reflection "reflection.TableA"|"reflection.TableB" standing=own use=instantiated edges=TableA.<init>,TableB.<init>
            Plugin p = (Plugin) Class.forName(NAMES[i]).newInstance(); //= code.load-class name="reflection.TableA"|"reflection.TableB"
            p.go();
        }
    }

    //# concatenated-name-makes-edges
    static void joined(int n) throws Exception {
        String name = "reflection." + "Joined".concat(String.valueOf(n));
        //! reflection "reflection.Joined1" standing=own use=instantiated edges=Joined1.<init>
        ((Plugin) Class.forName(name).newInstance()).go(); //= code.load-class name="reflection.Joined1"
    }

    //# app-property-as-name-makes-edges
    void ofProperty() throws Exception {
        String name = getAppProperty("Plugin");
        //! reflection "reflection.ByProperty" standing=own use=instantiated edges=ByProperty.<init>
        ((Plugin) Class.forName(name).newInstance()).go(); //= code.load-class name="reflection.ByProperty" properties=Plugin
    }

    //# wrapper-chosen-by-a-test
    static Plugin wrapper() throws Exception {
        String name = "reflection.Plain";
        try {
            //! reflection "com.nokia.mid.ui.FullCanvas" standing=platform use=tested edges=none
            Class.forName("com.nokia.mid.ui.FullCanvas"); //= name="com.nokia.mid.ui.FullCanvas"
            name = "reflection.Nokia";
        } catch (ClassNotFoundException e) {
            name = "reflection.Plain";
        }
        //! reflection "reflection.Nokia"|"reflection.Plain" standing=own use=instantiated edges=Nokia.<init>,Plain.<init>
        return (Plugin) Class.forName(name).newInstance(); //= code.load-class name="reflection.Nokia"|"reflection.Plain"
    }

    //# own-class-only-tested negative
    static boolean tested() {
        try {
            //! reflection "reflection.Tested" standing=own use=tested edges=none
            Class.forName("reflection.Tested"); //= name="reflection.Tested"
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** What compilers made of a class literal before there was an instruction for it. */
    //# class-literal negative
    static Class class$(String name) {
        try {
            //! reflection "reflection.Named" standing=own use=literal edges=none
            return Class.forName(name); //= name="reflection.Named"
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        }
    }

    static void literal() {
        if (literal == null) {
            literal = class$("reflection.Named");
        }
        literal.getResourceAsStream("/x");
    }

    //# class-object-through-a-field
    static void fieldOfClass() throws Exception {
        //! reflection "reflection.Kept" standing=own use=instantiated edges=Kept.<init>
        kept = Class.forName("reflection.Kept"); //= name="reflection.Kept"
        later();
    }

    static void later() throws Exception {
        ((Plugin) kept.newInstance()).go(); //= class="reflection.Kept"
    }

    //# name-through-a-parameter
    static Plugin make(String name) throws Exception {
        //! reflection "reflection.Given" standing=own use=instantiated edges=Given.<init>
        return (Plugin) Class.forName("reflection." + name).newInstance(); //= code.load-class name="reflection.Given"
    }

    //# decoded-name-makes-edges
    static void decoded() throws Exception {
        String name = new StringBuffer("neddiH.noitcelfer").reverse().toString();
        //! reflection "reflection.Hidden" standing=own use=instantiated edges=Hidden.<init>
        ((Plugin) Class.forName(name).newInstance()).go(); //= code.load-class name="reflection.Hidden"
    }

    //# unknown-name-is-a-fact-too negative
    static void unresolved(String name) throws Exception {
        //! reflection "{System.getProperty(\"plugin\")}" standing=unresolved use=instantiated edges=none
        ((Plugin) Class.forName(name).newInstance()).go(); //= code.load-class name="{System.getProperty(\"plugin\")}"
    }

    //# partly-known-name-does-not-resolve negative
    static void partly(String name) throws Exception {
        //! reflection "reflection.{System.getProperty(\"plugin\")}" standing=unresolved use=tested edges=none
        Class.forName("reflection." + name); //= name="reflection.{System.getProperty(\"plugin\")}"
    }

    //# name-of-no-class negative
    static void missing() {
        try {
            //! reflection "com.example.Missing" standing=missing use=tested edges=none
            Class.forName("com.example.Missing"); //= name="com.example.Missing"
        } catch (ClassNotFoundException e) {
            return;
        }
    }

    //# looking-for-a-class-runs-its-static-initialiser
    static void initialised() throws Exception {
        //! reflection "reflection.Initialised" standing=own use=tested edges=Initialised.<clinit>
        Class.forName("reflection.Initialised"); //= name="reflection.Initialised"
    }

    //# new-instance-runs-the-constructor-without-parameters
    static void built() throws Exception {
        //! reflection "reflection.Built" standing=own use=instantiated edges=Built.<init>
        Class.forName("reflection.Built").newInstance(); //= code.new-instance class="reflection.Built"
    }

    //# instance-made-by-the-user
    public void commandAction(Command c, Displayable d) {
        try {
            //! reflection "reflection.Clicked" standing=own use=instantiated edges=Clicked.<init>
            ((Plugin) Class.forName("reflection.Clicked").newInstance()).go(); //= code.load-class triggers=user
        } catch (Exception e) {
            notifyDestroyed();
        }
    }

    protected void pauseApp() {
    }

    protected void destroyApp(boolean unconditional) {
    }
}
