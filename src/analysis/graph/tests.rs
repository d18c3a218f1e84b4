//! The call graph of small programs.

use super::assembler::{assemble, find, shown};
use super::*;

/// A program and its call graph.
struct Case {
    program: Program,
    graph: CallGraph,
}

/// A MIDlet whose `startApp` is this, and the classes that follow in the text.
fn midlet(text: &str) -> Case {
    let start = "class app/M extends javax/microedition/midlet/MIDlet\n method <init>()V\n return\n";
    build(&format!("{start} method startApp()V\n {text}"), &Limits::default(), &[])
}

fn build(text: &str, limits: &Limits, names: &[(&str, u32, &str)]) -> Case {
    let program = assemble(text);
    let entries: Vec<EntryClass> = (program.symbols.find("app/M").and_then(|sym| program.class(sym)))
        .map(|class| EntryClass { class, trigger: Trigger::Launch })
        .into_iter()
        .collect();
    let mut reflection = Reflection::new();
    for &(method, insn, class) in names {
        let site = Site { method: find(&program, method), insn };
        reflection.entry(site).or_default().push(program.symbols.find(class).unwrap());
    }
    let mut hierarchy = Hierarchy::new(&program, limits);
    let inputs = Inputs {
        program: &program,
        platform: Platform::builtin(),
        entries: &entries,
        manifest: &[],
        reflection: &reflection,
        limits,
        locals: false,
        stop: &StopFlag::default(),
    };
    let graph = CallGraph::build(&inputs, &mut hierarchy);
    Case { program, graph }
}

const START: &str = "app/M.startApp()V";

impl Case {
    /// The outgoing edges of a method: instruction, kind, target.
    fn out(&self, method: &str) -> Vec<String> {
        let edges = self.graph.outgoing(find(&self.program, method)).iter();
        edges.map(|e| format!("{} {:?} {}", e.insn, e.kind, shown(&self.program, e.target))).collect()
    }

    /// Those of `startApp`.
    fn start(&self) -> Vec<String> {
        self.out(START)
    }

    /// The incoming edges of a method: where from, and kind.
    fn callers(&self, method: &str) -> Vec<String> {
        let edges = self.graph.callers(find(&self.program, method)).iter();
        edges.map(|e| format!("{}:{} {:?}", shown(&self.program, e.site.method), e.site.insn, e.kind)).collect()
    }

    fn reached(&self, method: &str) -> bool {
        self.graph.is_reached(find(&self.program, method))
    }

    fn bases(&self, method: &str, insn: u32) -> Option<Vec<Object>> {
        let site = Site { method: find(&self.program, method), insn };
        Some(self.graph.base_objects(site)?.iter().map(|id| *self.graph.object(*id)).collect())
    }

    fn allocated(&self, method: &str, insn: u32) -> Object {
        Object::Allocated(Site { method: find(&self.program, method), insn })
    }
}

/// Two implementations of an interface.
const SHAPES: &str = "
    interface app/Shape
    method abstract draw()V
    class app/Circle implements app/Shape
    method <init>()V
    return
    method draw()V
    return
    class app/Square implements app/Shape
    method <init>()V
    return
    method draw()V
    return";

#[test]
fn a_virtual_call_goes_to_the_classes_that_reach_the_receiver() {
    let case = midlet(&format!(
        "new app/Circle
        dup
        invokespecial app/Circle.<init>()V
        invokeinterface app/Shape.draw()V
        new app/Square
        dup
        invokespecial app/Square.<init>()V
        pop
        return
        {SHAPES}"
    ));
    assert_eq!(
        case.start(),
        ["2 Call app/Circle.<init>()V", "3 Call app/Circle.draw()V", "6 Call app/Square.<init>()V"],
        "a square exists, but does not get there"
    );
    assert!(!case.reached("app/Square.draw()V"));
    assert_eq!(case.callers("app/Square.draw()V"), [""; 0]);
    assert_eq!(case.bases(START, 3), Some(vec![case.allocated(START, 0)]));
    let site = Site { method: find(&case.program, START), insn: 3 };
    assert_eq!(case.graph.targets(site), [find(&case.program, "app/Circle.draw()V")]);
}

#[test]
fn both_branches_meet_in_the_receiver() {
    let case = midlet(&format!(
        "iload 1
        ifeq else
        new app/Circle
        astore 1
        goto end
        else:
        new app/Square
        astore 1
        end:
        aload 1
        invokeinterface app/Shape.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["8 Call app/Circle.draw()V", "8 Call app/Square.draw()V"]);
    assert_eq!(case.bases(START, 8), Some(vec![case.allocated(START, 2), case.allocated(START, 5)]));
}

#[test]
fn a_slot_used_twice_is_two_values() {
    let case = midlet(&format!(
        "new app/Circle
        astore 1
        aload 1
        invokeinterface app/Shape.draw()V
        new app/Square
        astore 1
        aload 1
        invokeinterface app/Shape.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["3 Call app/Circle.draw()V", "7 Call app/Square.draw()V"]);
}

#[test]
fn a_loop_brings_back_what_it_stores() {
    let case = midlet(&format!(
        "new app/Circle
        astore 1
        head:
        aload 1
        invokeinterface app/Shape.draw()V
        new app/Square
        astore 1
        iload 2
        ifeq head
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["3 Call app/Circle.draw()V", "3 Call app/Square.draw()V"]);
}

#[test]
fn a_method_that_jumps_back_to_its_start_keeps_its_parameters() {
    let case = midlet(&format!(
        "new app/Circle
        invokestatic app/Loop.go(Lapp/Shape;)V
        return
        class app/Loop
        method static go(Lapp/Shape;)V
        head:
        aload 0
        invokeinterface app/Shape.draw()V
        new app/Square
        astore 0
        goto head
        {SHAPES}"
    ));
    assert_eq!(case.out("app/Loop.go(Lapp/Shape;)V"), ["1 Call app/Circle.draw()V", "1 Call app/Square.draw()V"]);
}

#[test]
fn fields_are_told_apart_by_object() {
    let case = midlet(&format!(
        "new app/Box
        astore 1
        new app/Box
        astore 2
        aload 1
        new app/Circle
        putfield app/Box.shape Lapp/Shape;
        aload 2
        new app/Square
        putfield app/Box.shape Lapp/Shape;
        aload 1
        getfield app/Box.shape Lapp/Shape;
        invokeinterface app/Shape.draw()V
        return
        class app/Box
        field shape Lapp/Shape;
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["12 Call app/Circle.draw()V"]);
    assert_eq!(case.bases(START, 9), Some(vec![case.allocated(START, 2)]));
}

#[test]
fn static_fields_hold_what_any_method_puts_there() {
    let case = midlet(&format!(
        "new app/Circle
        putstatic app/Box.shape Lapp/Shape;
        invokestatic app/Box.go()V
        return
        class app/Box
        field static shape Lapp/Shape;
        method static go()V
        getstatic app/Box.shape Lapp/Shape;
        invokeinterface app/Shape.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.out("app/Box.go()V"), ["1 Call app/Circle.draw()V"]);
}

#[test]
fn array_elements_and_arraycopy() {
    let case = midlet(&format!(
        "iconst 1
        anewarray app/Shape
        astore 1
        iconst 1
        anewarray app/Shape
        astore 2
        aload 1
        iconst 0
        new app/Circle
        aastore
        aload 1
        iconst 0
        aload 2
        iconst 0
        iconst 1
        invokestatic java/lang/System.arraycopy(Ljava/lang/Object;ILjava/lang/Object;II)V
        aload 2
        iconst 0
        aaload
        invokeinterface app/Shape.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["19 Call app/Circle.draw()V"]);
    assert_eq!(case.bases(START, 18), Some(vec![case.allocated(START, 4)]));
}

#[test]
fn arrays_within_arrays() {
    let case = midlet(&format!(
        "iconst 1
        iconst 1
        multianewarray [[Lapp/Shape; 2
        astore 1
        aload 1
        iconst 0
        aaload
        iconst 0
        new app/Circle
        aastore
        aload 1
        iconst 0
        aaload
        checkcast [Lapp/Shape;
        iconst 0
        aaload
        invokeinterface app/Shape.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["16 Call app/Circle.draw()V"]);
    let site = Site { method: find(&case.program, START), insn: 2 };
    assert_eq!(case.bases(START, 6), Some(vec![Object::Allocated(site)]));
    assert_eq!(case.bases(START, 9), Some(vec![Object::Inner { site, depth: 1 }]));
}

#[test]
fn containers_give_what_was_put_into_them() {
    let case = midlet(&format!(
        "new java/util/Vector
        astore 1
        new java/util/Vector
        astore 2
        aload 1
        new app/Circle
        invokevirtual java/util/Vector.addElement(Ljava/lang/Object;)V
        aload 2
        new app/Square
        invokevirtual java/util/Vector.addElement(Ljava/lang/Object;)V
        aload 1
        invokevirtual java/util/Vector.elements()Ljava/util/Enumeration;
        invokeinterface java/util/Enumeration.nextElement()Ljava/lang/Object;
        checkcast app/Shape
        invokeinterface app/Shape.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["14 Call app/Circle.draw()V"]);
}

#[test]
fn a_container_class_of_the_application_is_one_too() {
    let case = midlet(&format!(
        "new app/Bag
        astore 1
        aload 1
        new app/Circle
        invokevirtual app/Bag.push(Ljava/lang/Object;)Ljava/lang/Object;
        pop
        aload 1
        invokevirtual app/Bag.peek()Ljava/lang/Object;
        checkcast app/Shape
        invokeinterface app/Shape.draw()V
        return
        class app/Bag extends java/util/Stack
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["9 Call app/Circle.draw()V"]);
}

#[test]
fn casts_let_through_what_fits() {
    let case = midlet(&format!(
        "new java/util/Vector
        astore 1
        aload 1
        new app/Circle
        invokevirtual java/util/Vector.addElement(Ljava/lang/Object;)V
        aload 1
        new app/Square
        invokevirtual java/util/Vector.addElement(Ljava/lang/Object;)V
        aload 1
        iconst 0
        invokevirtual java/util/Vector.elementAt(I)Ljava/lang/Object;
        checkcast app/Square
        invokevirtual app/Square.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["12 Call app/Square.draw()V"]);
}

#[test]
fn overloads_by_return_type_stay_apart() {
    let case = midlet(
        "new app/A
        dup
        invokevirtual app/A.a()I
        pop
        return
        class app/A
        method a()I
        return
        method a()V
        return
        method a()Ljava/lang/Object;
        return",
    );
    assert_eq!(case.start(), ["2 Call app/A.a()I"]);
    assert!(!case.reached("app/A.a()V") && !case.reached("app/A.a()Ljava/lang/Object;"));
}

#[test]
fn abstract_methods_and_super_calls() {
    let case = midlet(
        "new app/Low
        invokevirtual app/Top.run1()V
        return
        abstract class app/Top
        method abstract run1()V
        method hook()V
        return
        class app/Mid extends app/Top
        method run1()V
        aload 0
        invokevirtual app/Top.hook()V
        return
        method hook()V
        return
        class app/Low extends app/Mid
        method hook()V
        aload 0
        invokespecial app/Mid.hook()V
        return",
    );
    assert_eq!(case.start(), ["1 Call app/Mid.run1()V"]);
    assert_eq!(case.out("app/Mid.run1()V"), ["1 Call app/Low.hook()V"]);
    assert_eq!(case.out("app/Low.hook()V"), ["1 Call app/Mid.hook()V"]);
    assert!(!case.reached("app/Top.hook()V"));
}

#[test]
fn results_and_recursion() {
    let case = midlet(&format!(
        "iconst 3
        invokestatic app/F.make(I)Lapp/Shape;
        invokeinterface app/Shape.draw()V
        return
        class app/F
        method static make(I)Lapp/Shape;
        iload 0
        ifeq end
        iload 0
        invokestatic app/F.make(I)Lapp/Shape;
        areturn
        end:
        new app/Circle
        areturn
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["1 Call app/F.make(I)Lapp/Shape;", "2 Call app/Circle.draw()V"]);
    assert_eq!(
        case.callers("app/F.make(I)Lapp/Shape;"),
        ["app/M.startApp()V:1 Call", "app/F.make(I)Lapp/Shape;:3 Call"]
    );
}

#[test]
fn exceptions_go_to_the_handlers_that_fit() {
    let case = midlet(
        "from:
        invokestatic app/T.fail()V
        to:
        return
        mine:
        invokevirtual app/E.note()V
        return
        other:
        invokevirtual app/Other.note()V
        return
        catch from to other app/Other
        catch from to mine app/E
        class app/T
        method static fail()V
        new app/E
        athrow
        class app/E extends java/lang/Exception
        method note()V
        return
        class app/Other extends java/lang/Exception
        method note()V
        return",
    );
    assert_eq!(case.start(), ["0 Call app/T.fail()V", "2 Call app/E.note()V"]);
    assert_eq!(case.bases(START, 4), None);
}

#[test]
fn a_handler_sees_the_stores_before_the_exception() {
    let case = midlet(&format!(
        "new app/Circle
        astore 1
        from:
        invokestatic app/T.nothing()V
        new app/Square
        astore 1
        to:
        return
        handler:
        pop
        aload 1
        invokeinterface app/Shape.draw()V
        return
        catch from to handler any
        class app/T
        method static nothing()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["2 Call app/T.nothing()V", "8 Call app/Circle.draw()V", "8 Call app/Square.draw()V"]);
}

#[test]
fn subroutines_are_followed() {
    let case = midlet(&format!(
        "new app/Circle
        astore 1
        jsr sub
        aload 1
        invokeinterface app/Shape.draw()V
        return
        sub:
        astore 2
        new app/Square
        astore 1
        ret 2
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["4 Call app/Square.draw()V"]);
}

#[test]
fn static_initialisers_run_at_the_first_use() {
    let case = midlet(
        "getstatic app/C.n I
        pop
        getstatic app/C.n I
        pop
        invokestatic app/D.go()V
        return
        class app/B
        method static <clinit>()V
        return
        class app/C extends app/B
        field static n I
        method static <clinit>()V
        return
        class app/D
        method static <clinit>()V
        invokestatic app/D.go()V
        return
        method static go()V
        return",
    );
    assert_eq!(
        case.start(),
        [
            "0 Initialises app/B.<clinit>()V",
            "0 Initialises app/C.<clinit>()V",
            "4 Call app/D.go()V",
            "4 Initialises app/D.<clinit>()V"
        ]
    );
    assert_eq!(case.out("app/D.<clinit>()V"), ["0 Call app/D.go()V"]);
}

#[test]
fn interfaces_with_default_methods_are_initialised_with_a_class_that_implements_them() {
    let case = midlet(
        "new app/C
        pop
        return
        class app/C implements app/I app/J
        interface app/I
        method static <clinit>()V
        return
        method help()V
        return
        interface app/J
        method static <clinit>()V
        return",
    );
    assert_eq!(case.start(), ["0 Initialises app/I.<clinit>()V"]);
}

#[test]
fn listeners_are_called_when_registered() {
    let listener = "class app/L implements javax/microedition/lcdui/CommandListener
        method commandAction(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V
        aload 2
        checkcast app/F
        invokevirtual app/F.mine()V
        return
        class app/F extends javax/microedition/lcdui/Form
        method mine()V
        return";
    let action = "app/L.commandAction(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V";
    let case = midlet(&format!(
        "new app/F
        new app/L
        invokevirtual app/F.setCommandListener(Ljavax/microedition/lcdui/CommandListener;)V
        return
        {listener}"
    ));
    assert_eq!(case.start(), [format!("2 Registers(User) {action}")]);
    assert_eq!(case.out(action), ["2 Call app/F.mine()V"], "the platform hands back the form that it was given");
    let case = midlet(&format!("new app/L\n pop\n return\n {listener}"));
    assert!(!case.reached(action), "a listener that nobody registers");
}

#[test]
fn a_listener_given_to_an_unknown_method_counts_as_registered() {
    let case = midlet(
        "new app/L
        invokestatic com/vendor/Keys.listen(Ljava/lang/Object;)V
        return
        class app/L implements javax/microedition/lcdui/CommandListener
        method commandAction(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V
        return",
    );
    let action = "app/L.commandAction(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V";
    assert_eq!(case.start(), [format!("1 Registers(User) {action}")]);
}

#[test]
fn a_runnable_kept_in_a_container_does_not_run() {
    let case = midlet(
        "new java/util/Vector
        new app/R
        invokevirtual java/util/Vector.addElement(Ljava/lang/Object;)V
        return
        class app/R implements java/lang/Runnable
        method run()V
        return",
    );
    assert_eq!(case.start(), [""; 0]);
    assert!(!case.reached("app/R.run()V"));
}

#[test]
fn threads_run_where_they_are_started() {
    let case = midlet(
        "new app/T
        invokevirtual app/T.start()V
        new java/lang/Thread
        dup
        new app/R
        invokespecial java/lang/Thread.<init>(Ljava/lang/Runnable;)V
        invokevirtual java/lang/Thread.start()V
        new java/lang/Thread
        dup
        new app/Never
        invokespecial java/lang/Thread.<init>(Ljava/lang/Runnable;)V
        return
        class app/T extends java/lang/Thread
        method run()V
        return
        class app/R implements java/lang/Runnable
        method run()V
        return
        class app/Never implements java/lang/Runnable
        method run()V
        return",
    );
    assert_eq!(case.start(), ["1 Starts(Thread) app/T.run()V", "6 Starts(Thread) app/R.run()V"]);
    assert!(!case.reached("app/Never.run()V"));
}

#[test]
fn timers_and_serial_calls() {
    let case = midlet(
        "new java/util/Timer
        new app/K
        lconst 5
        invokevirtual java/util/Timer.schedule(Ljava/util/TimerTask;J)V
        aload 0
        invokestatic javax/microedition/lcdui/Display.getDisplay(Ljavax/microedition/midlet/MIDlet;)Ljavax/microedition/lcdui/Display;
        new app/R
        invokevirtual javax/microedition/lcdui/Display.callSerially(Ljava/lang/Runnable;)V
        return
        class app/K extends java/util/TimerTask
        method run()V
        return
        class app/R implements java/lang/Runnable
        method run()V
        return",
    );
    assert_eq!(case.start(), ["3 Starts(Timer) app/K.run()V", "7 Starts(Serial) app/R.run()V"]);
}

#[test]
fn overridden_methods_of_a_canvas_are_called_once_it_exists() {
    let case = midlet(
        "new app/V
        pop
        return
        class app/V extends javax/microedition/lcdui/Canvas
        method keyPressed(I)V
        return
        method keyPressed(II)V
        return",
    );
    assert_eq!(case.start(), ["0 Registers(User) app/V.keyPressed(I)V"]);
    assert!(!case.reached("app/V.keyPressed(II)V"));
}

#[test]
fn the_platform_calls_back_at_once() {
    let case = midlet(
        "new java/util/Vector
        new app/Key
        invokevirtual java/util/Vector.contains(Ljava/lang/Object;)Z
        pop
        new java/io/DataInputStream
        new app/In
        invokespecial java/io/DataInputStream.<init>(Ljava/io/InputStream;)V
        return
        class app/Key
        method equals(Ljava/lang/Object;)Z
        return
        class app/In extends java/io/InputStream
        method read()I
        return
        method other()I
        return",
    );
    assert_eq!(case.start(), ["2 CallsBack app/Key.equals(Ljava/lang/Object;)Z", "6 CallsBack app/In.read()I"]);
}

#[test]
fn displays_hand_back_what_they_were_given() {
    let case = midlet(
        "aload 0
        invokestatic javax/microedition/lcdui/Display.getDisplay(Ljavax/microedition/midlet/MIDlet;)Ljavax/microedition/lcdui/Display;
        astore 1
        aload 1
        new app/V
        invokevirtual javax/microedition/lcdui/Display.setCurrent(Ljavax/microedition/lcdui/Displayable;)V
        aload 1
        invokevirtual javax/microedition/lcdui/Display.getCurrent()Ljavax/microedition/lcdui/Displayable;
        checkcast app/V
        invokevirtual app/V.mine()V
        return
        class app/V extends javax/microedition/lcdui/Canvas
        method mine()V
        return",
    );
    assert_eq!(case.start(), ["9 Call app/V.mine()V"]);
    let site = Site { method: find(&case.program, START), insn: 1 };
    assert_eq!(case.bases(START, 5), Some(vec![Object::Platform(site)]));
}

#[test]
fn buffers_keep_their_identity_through_a_chain() {
    let case = midlet(
        "new java/lang/StringBuffer
        dup
        invokespecial java/lang/StringBuffer.<init>()V
        ldc a
        invokevirtual java/lang/StringBuffer.append(Ljava/lang/String;)Ljava/lang/StringBuffer;
        iconst 1
        invokevirtual java/lang/StringBuffer.append(I)Ljava/lang/StringBuffer;
        pop
        return",
    );
    assert_eq!(case.bases(START, 6), Some(vec![case.allocated(START, 0)]));
}

#[test]
fn names_found_for_reflection_give_edges() {
    let text = "class app/M extends javax/microedition/midlet/MIDlet
        method <init>()V
        return
        method startApp()V
        ldc app.P
        invokestatic java/lang/Class.forName(Ljava/lang/String;)Ljava/lang/Class;
        invokevirtual java/lang/Class.newInstance()Ljava/lang/Object;
        checkcast app/P
        invokevirtual app/P.go()V
        return
        class app/P
        method static <clinit>()V
        return
        method <init>()V
        return
        method go()V
        return";
    let none = build(text, &Limits::default(), &[]);
    assert_eq!(none.start(), [""; 0]);
    assert!(!none.reached("app/P.go()V"));
    let found = build(text, &Limits::default(), &[(START, 1, "app/P")]);
    assert_eq!(
        found.start(),
        [
            "1 Reflects app/P.<clinit>()V",
            "2 Reflects app/P.<clinit>()V",
            "2 Reflects app/P.<init>()V",
            "4 Call app/P.go()V"
        ]
    );
    let (site, class) =
        (Site { method: find(&found.program, START), insn: 2 }, found.program.symbols.find("app/P").unwrap());
    assert_eq!(found.bases(START, 4), Some(vec![Object::Reflected { site, class }]));
}

#[test]
fn entries_are_the_lifecycle_and_undeclared_midlets_say_so() {
    let case = build(
        "class app/Base extends javax/microedition/midlet/MIDlet
        method <init>()V
        return
        class app/M extends app/Base
        method static <clinit>()V
        return
        method <init>()V
        aload 0
        invokespecial app/Base.<init>()V
        return
        method startApp()V
        return
        method startApp(I)V
        return
        class app/Second extends javax/microedition/midlet/MIDlet
        method <init>()V
        return
        method pauseApp()V
        return
        hidden class app/Third extends javax/microedition/midlet/MIDlet
        method <init>()V
        return",
        &Limits::default(),
        &[],
    );
    let entries: Vec<String> = (case.graph.entries().iter())
        .map(|e| format!("{} {:?} {} {}", shown(&case.program, e.method), e.trigger, e.interface, e.undeclared))
        .collect();
    assert_eq!(
        entries,
        [
            "app/M.<clinit>()V Launch javax/microedition/midlet/MIDlet false",
            "app/M.<init>()V Launch javax/microedition/midlet/MIDlet false",
            "app/M.startApp()V Launch javax/microedition/midlet/MIDlet false",
            "app/Second.<init>()V Launch javax/microedition/midlet/MIDlet true",
            "app/Second.pauseApp()V Launch javax/microedition/midlet/MIDlet true",
        ]
    );
    assert!(case.reached("app/Base.<init>()V") && !case.reached("app/Third.<init>()V"));
    let midlet = case.program.class(case.program.symbols.find("app/M").unwrap()).unwrap();
    assert_eq!(case.bases("app/M.<init>()V", 1), Some(vec![Object::Entry(midlet)]));
}

#[test]
fn a_midlet_started_by_push_has_both_triggers() {
    let program = assemble(
        "class app/M extends javax/microedition/midlet/MIDlet
        method <init>()V
        return
        method startApp()V
        return",
    );
    let class = program.class(program.symbols.find("app/M").unwrap()).unwrap();
    let entries = [Trigger::Launch, Trigger::Push].map(|trigger| EntryClass { class, trigger });
    let limits = Limits::default();
    let inputs = Inputs {
        program: &program,
        platform: Platform::builtin(),
        entries: &entries,
        manifest: &[],
        reflection: &Reflection::new(),
        limits: &limits,
        locals: false,
        stop: &StopFlag::default(),
    };
    let graph = CallGraph::build(&inputs, &mut Hierarchy::new(&program, &limits));
    let found: Vec<(MethodId, Trigger)> = graph.entries().iter().map(|e| (e.method, e.trigger)).collect();
    let (new, start) = (find(&program, "app/M.<init>()V"), find(&program, START));
    assert_eq!(found, [(new, Trigger::Launch), (new, Trigger::Push), (start, Trigger::Launch), (start, Trigger::Push)]);
}

#[test]
fn below_a_missing_class_what_looks_like_a_callback_is_one() {
    let case = midlet(
        "new app/V
        pop
        return
        class app/V extends com/vendor/TouchCanvas
        method keyPressed(I)V
        return
        method other(I)V
        return",
    );
    assert_eq!(case.start(), ["0 Registers(User) app/V.keyPressed(I)V"]);
    assert!(!case.reached("app/V.other(I)V"));
}

#[test]
fn weak_references_are_containers() {
    let case = midlet(&format!(
        "new java/lang/ref/WeakReference
        dup
        new app/Circle
        invokespecial java/lang/ref/WeakReference.<init>(Ljava/lang/Object;)V
        invokevirtual java/lang/ref/WeakReference.get()Ljava/lang/Object;
        checkcast app/Shape
        invokeinterface app/Shape.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["6 Call app/Circle.draw()V"]);
}

#[test]
fn unreached_methods_are_read_without_changing_the_rest() {
    let case = midlet(&format!(
        "new app/Circle
        putstatic app/Box.shape Lapp/Shape;
        getstatic app/Box.shape Lapp/Shape;
        invokeinterface app/Shape.draw()V
        invokestatic app/Box.used()V
        return
        class app/Box
        field static shape Lapp/Shape;
        method static used()V
        return
        method static dead(Lapp/Shape;)V
        aload 0
        invokeinterface app/Shape.draw()V
        new app/Square
        putstatic app/Box.shape Lapp/Shape;
        invokestatic app/Box.used()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["3 Call app/Circle.draw()V", "4 Call app/Box.used()V"]);
    let dead = "app/Box.dead(Lapp/Shape;)V";
    assert!(!case.reached(dead));
    assert_eq!(
        case.out(dead),
        ["1 Call app/Circle.draw()V", "1 Call app/Square.draw()V", "4 Call app/Box.used()V"],
        "the parameter may be of any class below the declared one"
    );
    assert_eq!(case.callers("app/Box.used()V"), ["app/M.startApp()V:4 Call"], "the dead call is not among them");
    assert_eq!(case.callers("app/Square.draw()V"), ["app/Box.dead(Lapp/Shape;)V:1 Call"]);
    let parameter = Object::Parameter { method: find(&case.program, dead), position: 1 };
    assert_eq!(case.bases(dead, 1), Some(vec![parameter]));
}

#[test]
fn code_that_breaks_the_stack_is_read_without_its_flow() {
    let case = midlet(&format!(
        "new app/Circle
        pop
        pop
        new app/Square
        invokeinterface app/Shape.draw()V
        aload 99
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), ["4 Call app/Circle.draw()V", "4 Call app/Square.draw()V"]);
}

#[test]
fn a_used_up_budget_leaves_the_hierarchy() {
    let text = format!(
        "class app/M extends javax/microedition/midlet/MIDlet
        method <init>()V
        return
        method startApp()V
        new app/Circle
        invokeinterface app/Shape.draw()V
        return
        {SHAPES}"
    );
    for call_graph_steps in [0, 3, 5, 8] {
        let case = build(&text, &Limits { call_graph_steps: 100, ..Limits::default() }, &[]);
        assert!(!case.graph.steps_cut());
        let mut limits = Limits { call_graph_steps, ..Limits::default() };
        limits.call_graph_steps = call_graph_steps;
        let case = build(&text, &limits, &[]);
        assert!(case.graph.steps_cut());
    }
    let case = build(&text, &Limits { call_graph_steps: 4, ..Limits::default() }, &[]);
    assert_eq!(case.start(), ["1 Call app/Circle.draw()V", "1 Call app/Square.draw()V"]);
    assert!(case.reached("app/Square.draw()V"));
    assert_eq!(case.bases(START, 1), None);
}

#[test]
fn static_helpers_of_container_packages_do_no_harm() {
    let case = midlet(&format!(
        "new app/Circle
        invokestatic java/util/Collections.keep(Ljava/lang/Object;)Ljava/lang/Object;
        checkcast app/Circle
        invokevirtual app/Circle.draw()V
        return
        {SHAPES}"
    ));
    assert_eq!(case.start(), [""; 0], "what they give is not followed");
}
