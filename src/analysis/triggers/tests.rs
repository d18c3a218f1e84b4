//! What sets code off, with programs written by hand and the platform's own callbacks. The place asked about is a call of
//! `System.gc`, which means nothing by itself.

use super::*;
use crate::analysis::graph::assembler::{assemble, find};
use crate::analysis::graph::{EntryClass, Inputs};
use crate::limits::StopFlag;
use Trigger::*;

const SEND: &str = "invokestatic java/lang/System.gc()V";

/// A MIDlet with the given body of `startApp`, and whatever follows.
fn midlet(fields: &str, start: &str, more: &str) -> String {
    format!(
        "class app/M extends javax/microedition/midlet/MIDlet implements java/lang/Runnable javax/microedition/lcdui/CommandListener
         {fields}
         method <init>()V
         aload 0
         invokespecial javax/microedition/midlet/MIDlet.<init>()V
         return
         method startApp()V
         {start}
         return
         {more}"
    )
}

/// A canvas with the given methods, shown by `SHOW`.
fn canvas(fields: &str, methods: &str) -> String {
    format!(
        "class app/C extends javax/microedition/lcdui/Canvas implements java/lang/Runnable
         {fields}
         method <init>()V
         aload 0
         invokespecial javax/microedition/lcdui/Canvas.<init>()V
         return
         {methods}"
    )
}

const SHOW: &str = "new app/C
    dup
    invokespecial app/C.<init>()V
    astore 1
    aload 0
    invokestatic javax/microedition/lcdui/Display.getDisplay(Ljavax/microedition/midlet/MIDlet;)Ljavax/microedition/lcdui/Display;
    aload 1
    invokevirtual javax/microedition/lcdui/Display.setCurrent(Ljavax/microedition/lcdui/Displayable;)V";

/// Starts a thread that runs the object in variable 1.
const START_1: &str = "new java/lang/Thread
    dup
    aload 1
    invokespecial java/lang/Thread.<init>(Ljava/lang/Runnable;)V
    invokevirtual java/lang/Thread.start()V";

/// Starts a thread that runs the receiver.
const START_THIS: &str = "aload 0
    astore 1
    new java/lang/Thread
    dup
    aload 1
    invokespecial java/lang/Thread.<init>(Ljava/lang/Runnable;)V
    invokevirtual java/lang/Thread.start()V";

/// Makes the receiver the listener of the commands of a new form.
const LISTEN: &str = "new javax/microedition/lcdui/Form
    dup
    ldc title
    invokespecial javax/microedition/lcdui/Form.<init>(Ljava/lang/String;)V
    aload 0
    invokevirtual javax/microedition/lcdui/Displayable.setCommandListener(Ljavax/microedition/lcdui/CommandListener;)V";

const COMMAND: &str = "commandAction(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V";

struct Answer {
    reached: Reached,
    /// For each way: trigger, threads of control, names of the methods without class and descriptor, gated.
    ways: Vec<(Trigger, Vec<Via>, String, bool)>,
    cut: bool,
}

fn ask_with(text: &str, method: &str, entry: Trigger, limits: &Limits) -> Answer {
    let program = assemble(text);
    let platform = Platform::builtin();
    let mut hierarchy = Hierarchy::new(&program, limits);
    let class = program.class(program.symbols.find("app/M").unwrap()).unwrap();
    let inputs = Inputs {
        program: &program,
        platform,
        entries: &[EntryClass { class, trigger: entry }],
        manifest: &[],
        reflection: &Default::default(),
        limits,
        locals: false,
        stop: &StopFlag::default(),
    };
    let graph = CallGraph::build(&inputs, &mut hierarchy);
    let mut triggers = Triggers::compute(&program, &mut hierarchy, &graph, platform, limits);
    let method = find(&program, method);
    let insns = program.insns(program.method(method).code.as_ref().unwrap());
    let gc = |insn: &crate::program::Insn| {
        insn.op.is_invoke() && program.symbols.text(program.members[insn.a as usize].name) == "gc"
    };
    let insn = insns.iter().position(gc).expect("a call of System.gc") as u32;
    let reached = triggers.of(Site { method, insn });
    let name = |id: &MethodId| program.symbols.text(program.method(*id).name).to_string();
    let chain = |way: &Way| way.chain.iter().map(name).collect::<Vec<_>>().join(" ");
    let ways = reached.ways.iter().map(|way| (way.trigger, way.via.clone(), chain(way), way.gated)).collect();
    Answer { ways, cut: triggers.is_cut(), reached }
}

fn ask(text: &str, method: &str) -> Answer {
    ask_with(text, method, Launch, &Limits::default())
}

/// Whether the place is in a loop, gated, unattended.
fn marks(text: &str, method: &str) -> (bool, bool, bool) {
    let Reached { reached, in_loop, gated, unattended, .. } = ask(text, method).reached;
    assert!(reached);
    (in_loop, gated, unattended)
}

fn way(trigger: Trigger, via: &[Via], chain: &str) -> (Trigger, Vec<Via>, String, bool) {
    (trigger, via.to_vec(), chain.to_string(), false)
}

#[test]
fn a_command_is_the_user_whatever_registered_it() {
    let text = midlet(
        "",
        LISTEN,
        &format!(
            "method {COMMAND}
             aload 0
             invokevirtual app/M.ask()V
             return
             method ask()V
             {SEND}
             return"
        ),
    );
    let answer = ask(&text, "app/M.ask()V");
    assert_eq!(answer.ways, [way(User, &[], "commandAction ask")]);
    let Reached { reached, in_loop, gated, unattended, .. } = answer.reached;
    assert_eq!((reached, in_loop, gated, unattended), (true, false, false, false));
}

#[test]
fn a_listener_that_nothing_reached_registers_is_not_reached() {
    let text = midlet(
        "",
        "",
        &format!(
            "method {COMMAND}
             {SEND}
             return
             method dead()V
             {LISTEN}
             return"
        ),
    );
    assert_eq!(ask(&text, &format!("app/M.{COMMAND}")).reached, Reached::default());
}

#[test]
fn threads_go_on_with_the_trigger_of_who_starts_them() {
    let run = format!("method run()V\n{SEND}\nreturn");
    let by_launch = ask(&midlet("", START_THIS, &run), "app/M.run()V");
    assert_eq!(by_launch.ways, [way(Launch, &[Via::Thread], "startApp run")]);
    assert!(by_launch.reached.unattended && !by_launch.reached.gated);
    let command = format!("method {COMMAND}\n{START_THIS}\nreturn\n{run}");
    let by_user = ask(&midlet("", LISTEN, &command), "app/M.run()V");
    assert_eq!(by_user.ways, [way(User, &[Via::Thread], "commandAction run")]);
    assert!(!by_user.reached.unattended && !by_user.reached.gated);
}

#[test]
fn threads_of_control_are_named_in_the_order_of_the_chain() {
    let text = midlet(
        "",
        START_THIS,
        &format!(
            "method run()V
             aload 0
             invokestatic javax/microedition/lcdui/Display.getDisplay(Ljavax/microedition/midlet/MIDlet;)Ljavax/microedition/lcdui/Display;
             new app/S
             dup
             invokespecial app/S.<init>()V
             invokevirtual javax/microedition/lcdui/Display.callSerially(Ljava/lang/Runnable;)V
             return
             class app/S implements java/lang/Runnable
             method <init>()V
             return
             method run()V
             {SEND}
             return"
        ),
    );
    assert_eq!(ask(&text, "app/S.run()V").ways, [way(Launch, &[Via::Thread, Via::Serial], "startApp run run")]);
}

/// A timer task, and the calls that schedule it.
fn timer(schedule: &str) -> String {
    let start = format!(
        "new java/util/Timer
         dup
         invokespecial java/util/Timer.<init>()V
         new app/T
         dup
         invokespecial app/T.<init>()V
         {schedule}"
    );
    let task = format!(
        "class app/T extends java/util/TimerTask
         method <init>()V
         aload 0
         invokespecial java/util/TimerTask.<init>()V
         return
         method run()V
         {SEND}
         return"
    );
    midlet("", &start, &task)
}

#[test]
fn a_timer_with_a_period_is_a_loop_and_one_without_is_none() {
    let once = timer("lconst 5\ninvokevirtual java/util/Timer.schedule(Ljava/util/TimerTask;J)V");
    let often = timer("lconst 5\nlconst 5\ninvokevirtual java/util/Timer.schedule(Ljava/util/TimerTask;JJ)V");
    assert_eq!(ask(&once, "app/T.run()V").ways, [way(Launch, &[Via::Timer], "startApp run")]);
    assert_eq!(marks(&once, "app/T.run()V"), (false, false, true));
    assert_eq!(marks(&often, "app/T.run()V"), (true, false, true));
}

#[test]
fn what_starts_the_application_and_what_comes_from_outside_are_triggers() {
    let text = midlet("", SEND, "");
    let pushed = ask_with(&text, "app/M.startApp()V", Push, &Limits::default());
    assert_eq!(pushed.ways, [way(Push, &[], "startApp")]);
    assert!(pushed.reached.unattended);
    let listen = "ldc sms://:5000
        invokestatic javax/microedition/io/Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection;
        checkcast javax/wireless/messaging/MessageConnection
        new app/L
        dup
        invokespecial app/L.<init>()V
        invokeinterface javax/wireless/messaging/MessageConnection.setMessageListener(Ljavax/wireless/messaging/MessageListener;)V";
    let listener = format!(
        "class app/L implements javax/wireless/messaging/MessageListener
         method <init>()V
         return
         method notifyIncomingMessage(Ljavax/wireless/messaging/MessageConnection;)V
         {SEND}
         return"
    );
    let text = midlet("", listen, &listener);
    let method = "app/L.notifyIncomingMessage(Ljavax/wireless/messaging/MessageConnection;)V";
    assert_eq!(ask(&text, method).ways, [way(Peer, &[], "notifyIncomingMessage")]);
    assert_eq!(marks(&text, method), (false, false, true));
}

#[test]
fn paint_is_not_the_user_and_keys_are() {
    let canvas = canvas(
        "",
        &format!(
            "method paint(Ljavax/microedition/lcdui/Graphics;)V
             {SEND}
             return
             method keyPressed(I)V
             {SEND}
             return
             method pointerPressed(II)V
             aload 0
             iconst 0
             invokevirtual app/C.keyPressed(I)V
             return"
        ),
    );
    let text = midlet("", SHOW, &canvas);
    let paint = ask(&text, "app/C.paint(Ljavax/microedition/lcdui/Graphics;)V");
    assert_eq!(paint.ways, [way(Launch, &[], "paint")]);
    assert!(paint.reached.unattended);
    // The key comes by a shorter chain than the pointer.
    assert_eq!(ask(&text, "app/C.keyPressed(I)V").ways, [way(User, &[], "keyPressed")]);
}

#[test]
fn of_chains_of_one_length_the_first_counts() {
    let text = midlet(
        "",
        "aload 0
         invokevirtual app/M.b()V
         aload 0
         invokevirtual app/M.a()V",
        &format!(
            "method a()V
             aload 0
             invokevirtual app/M.send()V
             return
             method b()V
             aload 0
             invokevirtual app/M.send()V
             return
             method send()V
             {SEND}
             return"
        ),
    );
    assert_eq!(ask(&text, "app/M.send()V").ways, [way(Launch, &[], "startApp b send")]);
}

#[test]
fn cycles_calls_in_cycles_and_recursions_are_loops() {
    let looping = midlet("", &format!("again:\n{SEND}\niconst 1\nifne again"), "");
    assert!(marks(&looping, "app/M.startApp()V").0);
    let helper = format!("method send()V\n{SEND}\nreturn");
    let call = "aload 0\ninvokevirtual app/M.send()V";
    let called = midlet("", &format!("again:\n{call}\niconst 1\nifne again"), &helper);
    assert!(marks(&called, "app/M.send()V").0);
    let after = midlet("", &format!("again:\niconst 1\nifne again\n{call}"), &helper);
    assert!(!marks(&after, "app/M.send()V").0);
    let itself = midlet("", call, &format!("method send()V\n{SEND}\n{call}\nreturn"));
    assert!(marks(&itself, "app/M.send()V").0);
    // A jump forward is no loop, nor is a handler behind what it covers.
    let forward = midlet("", &format!("iconst 1\nifeq past\n{SEND}\npast:"), "");
    assert!(!marks(&forward, "app/M.startApp()V").0);
}

#[test]
fn a_thread_started_in_a_loop_is_in_it_and_a_static_initialiser_is_not() {
    let run = format!("method run()V\n{SEND}\nreturn");
    let text = midlet("", &format!("again:\n{START_THIS}\niconst 1\nifne again"), &run);
    assert!(marks(&text, "app/M.run()V").0);
    let text = midlet(
        "",
        "again:\ngetstatic app/K.x I\nifne again",
        &format!("class app/K\nfield static x I\nmethod static <clinit>()V\n{SEND}\nreturn"),
    );
    let answer = ask(&text, "app/K.<clinit>()V");
    assert_eq!(answer.ways, [way(Launch, &[], "startApp <clinit>")]);
    assert!(!answer.reached.in_loop);
}

/// A canvas whose thread, started by `startApp`, runs `body`; `keyPressed` does `press`.
fn game(fields: &str, press: &str, body: &str, more: &str) -> String {
    let methods = format!(
        "method keyPressed(I)V
         {press}
         return
         method run()V
         {body}
         return
         {more}"
    );
    midlet("", &format!("{SHOW}\n{START_1}"), &canvas(fields, &methods))
}

const STORE_KEY: &str = "aload 0\niload 1\nputfield app/C.key I";

#[test]
fn a_loop_that_polls_a_key_is_gated() {
    let body = format!(
        "again:
         aload 0
         getfield app/C.key I
         iconst 8
         if_icmpne none
         {SEND}
         none:
         aload 0
         iconst 0
         putfield app/C.key I
         goto again"
    );
    let text = game("field key I", STORE_KEY, &body, "");
    assert_eq!(marks(&text, "app/C.run()V"), (true, true, false));
    let answer = ask(&text, "app/C.run()V");
    assert_eq!(answer.ways, [(Launch, vec![Via::Thread], "startApp run".to_string(), true)]);
}

#[test]
fn what_other_code_lets_pass_is_no_gate() {
    let body = |store: &str| {
        format!(
            "again:
             aload 0
             getfield app/C.key I
             iconst 8
             if_icmpne none
             {SEND}
             none:
             aload 0
             {store}
             putfield app/C.key I
             goto again"
        )
    };
    let unattended = (true, false, true);
    // The value that passes, and one that is not known.
    for store in ["iconst 8", "invokestatic app/C.any()I"] {
        let any = "method static any()I\niconst 3\nireturn";
        assert_eq!(marks(&game("field key I", STORE_KEY, &body(store), any), "app/C.run()V"), unattended, "{store}");
    }
    assert_eq!(marks(&game("field key I", STORE_KEY, &body("iconst 7"), ""), "app/C.run()V"), (true, true, false));
    // Nobody writes it: dead code is not guarded by the user.
    assert_eq!(marks(&game("field key I", "", &body("iconst 7"), ""), "app/C.run()V"), unattended);
}

#[test]
fn a_flag_that_is_set_at_the_start_is_no_gate() {
    let running = |store: &str| {
        let start = format!("{store}\n{START_THIS}");
        let run =
            format!("method run()V\nagain:\ngetstatic app/M.running Z\nifeq end\n{SEND}\ngoto again\nend:\nreturn");
        let command = format!("method {COMMAND}\niconst 1\nputstatic app/M.running Z\nreturn");
        midlet("field static running Z", &format!("{LISTEN}\n{start}"), &format!("{run}\n{command}"))
    };
    assert_eq!(marks(&running("iconst 1\nputstatic app/M.running Z"), "app/M.run()V"), (true, false, true));
    assert_eq!(marks(&running("iconst 0\nputstatic app/M.running Z"), "app/M.run()V"), (true, true, false));
    // A comparison that the initial value passes.
    let text = running("").replace("ifeq end", "ifne end");
    assert_eq!(marks(&text, "app/M.run()V"), (true, false, true));
}

#[test]
fn constructors_and_static_initialisers_count_as_the_start() {
    let test = "aload 0\ngetfield app/C.on Z\nifeq end";
    let press = "aload 0\niconst 1\nputfield app/C.on Z";
    let body = format!("{test}\n{SEND}\nend:");
    let text = game("field on Z", press, &body, "");
    assert_eq!(marks(&text, "app/C.run()V"), (false, true, false));
    let set = "invokespecial javax/microedition/lcdui/Canvas.<init>()V\naload 0\niconst 1\nputfield app/C.on Z";
    let text = text.replace("invokespecial javax/microedition/lcdui/Canvas.<init>()V", set);
    assert_eq!(marks(&text, "app/C.run()V"), (false, false, true));
    let with = |value: u32| {
        let more = format!("method static <clinit>()V\niconst {value}\nputstatic app/C.on Z\nreturn");
        let body = format!("getstatic app/C.on Z\nifeq end\n{SEND}\nend:");
        game("field static on Z", "iconst 1\nputstatic app/C.on Z", &body, &more)
    };
    assert_eq!(marks(&with(1), "app/C.run()V"), (false, false, true));
    assert_eq!(marks(&with(0), "app/C.run()V"), (false, true, false));
}

#[test]
fn references_switches_masks_and_getters_are_gates() {
    let gated = (false, true, false);
    let unattended = (false, false, true);
    let reference = |jump: &str| {
        let body = format!("aload 0\ngetfield app/C.to Ljava/lang/String;\n{jump} end\n{SEND}\nend:");
        let press = "aload 0\nldc x\nputfield app/C.to Ljava/lang/String;";
        marks(&game("field to Ljava/lang/String;", press, &body, ""), "app/C.run()V")
    };
    assert_eq!(reference("ifnull"), gated);
    assert_eq!(reference("ifnonnull"), unattended);

    let switch = |labels: &str| {
        let body = format!("aload 0\ngetfield app/C.key I\nswitch {labels}\nsend:\n{SEND}\nend:");
        marks(&game("field key I", STORE_KEY, &body, ""), "app/C.run()V")
    };
    assert_eq!(switch("end 7 send 8 send"), gated);
    assert_eq!(switch("end 0 send 8 send"), unattended);
    assert_eq!(switch("send 0 end 8 end"), gated);
    assert_eq!(switch("send 7 end 8 end"), unattended);

    let mask = |jump: &str| {
        let body = format!("aload 0\ngetfield app/C.key I\niconst 4\niand\n{jump} end\n{SEND}\nend:");
        marks(&game("field key I", STORE_KEY, &body, ""), "app/C.run()V")
    };
    assert_eq!(mask("ifeq"), gated);
    assert_eq!(mask("ifne"), unattended);

    let getter = "method pressed()I\naload 0\ngetfield app/C.key I\nireturn";
    let body = format!("aload 0\ninvokevirtual app/C.pressed()I\nifeq end\n{SEND}\nend:");
    assert_eq!(marks(&game("field key I", STORE_KEY, &body, getter), "app/C.run()V"), gated);
}

#[test]
fn a_copy_in_a_variable_or_field_is_as_good() {
    let gated = (false, true, false);
    let local = format!(
        "aload 0
         getfield app/C.key I
         istore 2
         aload 0
         iconst 0
         putfield app/C.key I
         iconst 8
         iload 2
         if_icmpne end
         {SEND}
         end:"
    );
    assert_eq!(marks(&game("field key I", STORE_KEY, &local, ""), "app/C.run()V"), gated);
    // Another store to the variable in another block.
    let either = local.replace("istore 2", "istore 2\niconst 1\nifeq other\niconst 8\nistore 2\nother:");
    assert_eq!(marks(&game("field key I", STORE_KEY, &either, ""), "app/C.run()V"), (false, false, true));
    let field = format!(
        "aload 0
         aload 0
         getfield app/C.key I
         putfield app/C.now I
         aload 0
         getfield app/C.now I
         iconst 8
         if_icmpne end
         {SEND}
         end:"
    );
    assert_eq!(marks(&game("field key I\nfield now I", STORE_KEY, &field, ""), "app/C.run()V"), gated);
}

#[test]
fn the_state_of_the_keys_is_a_gate() {
    let body = format!(
        "aload 0
         invokevirtual app/C.getKeyStates()I
         istore 2
         iload 2
         iconst 256
         iand
         ifeq end
         {SEND}
         end:"
    );
    let text =
        game("", "", &body, "").replace("javax/microedition/lcdui/Canvas", "javax/microedition/lcdui/game/GameCanvas");
    assert_eq!(marks(&text, "app/C.run()V"), (false, true, false));
    assert_eq!(marks(&text.replace("ifeq end", "ifne end"), "app/C.run()V"), (false, false, true));
}

#[test]
fn either_of_two_gates_is_one_and_a_way_round_is_none() {
    let either = |second: &str| {
        let body = format!(
            "aload 0
             getfield app/C.a Z
             ifne send
             aload 0
             getfield app/C.b Z
             {second} end
             send:
             {SEND}
             end:"
        );
        let press = "aload 0\niconst 1\nputfield app/C.a Z\naload 0\niconst 1\nputfield app/C.b Z";
        marks(&game("field a Z\nfield b Z", press, &body, ""), "app/C.run()V")
    };
    assert_eq!(either("ifeq"), (false, true, false));
    assert_eq!(either("ifne"), (false, false, true));
    // An exception leads round the gate.
    let caught = format!(
        "from:
         aload 0
         getfield app/C.a Z
         ifeq end
         to:
         goto send
         handler:
         pop
         send:
         {SEND}
         end:
         catch from to handler any"
    );
    let press = "aload 0\niconst 1\nputfield app/C.a Z";
    assert_eq!(marks(&game("field a Z", press, &caught, ""), "app/C.run()V"), (false, false, true));
}

#[test]
fn what_comes_after_waiting_for_the_user_is_gated() {
    let body = format!("again:\naload 0\ngetfield app/C.a Z\nifeq again\n{SEND}");
    let press = "aload 0\niconst 1\nputfield app/C.a Z";
    assert_eq!(marks(&game("field a Z", press, &body, ""), "app/C.run()V"), (false, true, false));
}

#[test]
fn every_call_on_the_way_must_be_behind_a_gate() {
    let gate = "aload 0\ngetfield app/C.a Z\nifeq end\naload 0\ninvokevirtual app/C.send()V\nend:";
    let press = "aload 0\niconst 1\nputfield app/C.a Z";
    let send = format!("method send()V\n{SEND}\nreturn");
    let gated = game("field a Z", press, gate, &send);
    assert_eq!(marks(&gated, "app/C.send()V"), (false, true, false));
    // A longer chain leads round; it is the one that is shown.
    let other = format!("{send}\nmethod other()V\naload 0\ninvokevirtual app/C.send()V\nreturn");
    let round = game("field a Z", press, &format!("{gate}\naload 0\ninvokevirtual app/C.other()V"), &other);
    let answer = ask(&round, "app/C.send()V");
    assert_eq!(answer.ways, [way(Launch, &[Via::Thread], "startApp run other send")]);
    assert!(answer.reached.unattended && !answer.reached.gated);
    // The user's own call needs none.
    let direct = game("field a Z", &format!("{press}\naload 0\ninvokevirtual app/C.send()V"), gate, &send);
    let answer = ask(&direct, "app/C.send()V");
    let launch = (Launch, vec![Via::Thread], "startApp run send".to_string(), true);
    assert_eq!(answer.ways, [launch, way(User, &[], "keyPressed send")]);
    assert!(answer.reached.gated && !answer.reached.unattended);
}

#[test]
fn a_gate_may_be_opened_behind_another() {
    let body = |second: &str| {
        format!(
            "aload 0
             getfield app/C.a Z
             ifeq next
             aload 0
             iconst 1
             putfield app/C.b Z
             next:
             {second}
             aload 0
             getfield app/C.b Z
             ifeq end
             {SEND}
             end:"
        )
    };
    let press = "aload 0\niconst 1\nputfield app/C.a Z";
    let fields = "field a Z\nfield b Z";
    assert_eq!(marks(&game(fields, press, &body(""), ""), "app/C.run()V"), (false, true, false));
    let opened = body("aload 0\niconst 1\nputfield app/C.b Z");
    assert_eq!(marks(&game(fields, press, &opened, ""), "app/C.run()V"), (false, false, true));
    // Two flags that only open each other are opened by nobody.
    let circle = body("").replace("ifeq next", "ifeq next\naload 0\niconst 1\nputfield app/C.a Z");
    assert_eq!(marks(&game(fields, "", &circle, ""), "app/C.run()V"), (false, false, true));
}

#[test]
fn fields_of_other_objects_do_not_open_a_gate() {
    let flag = "class app/F\nfield on Z\nmethod <init>()V\nreturn";
    let make = "new app/F\ndup\ninvokespecial app/F.<init>()V";
    let text = |other: &str| {
        let start = format!(
            "{LISTEN}\n{make}\nputstatic app/M.f Lapp/F;\n{make}\nastore 2\naload {other}\niconst 1\nputfield app/F.on Z\n{START_THIS}"
        );
        let run =
            format!("method run()V\ngetstatic app/M.f Lapp/F;\ngetfield app/F.on Z\nifeq end\n{SEND}\nend:\nreturn");
        let command = format!("method {COMMAND}\ngetstatic app/M.f Lapp/F;\niconst 1\nputfield app/F.on Z\nreturn");
        midlet("field static f Lapp/F;", &start, &format!("{run}\n{command}\n{flag}"))
    };
    assert_eq!(marks(&text("2"), "app/M.run()V"), (false, true, false));
    let same = text("2").replace("aload 2\n", "getstatic app/M.f Lapp/F;\n");
    assert_eq!(marks(&same, "app/M.run()V"), (false, false, true));
}

#[test]
fn without_steps_nothing_is_called_gated() {
    let body = format!("aload 0\ngetfield app/C.a Z\nifeq end\n{SEND}\nend:");
    let text = game("field a Z", "aload 0\niconst 1\nputfield app/C.a Z", &body, "");
    for steps in [0, 1, 5, 10] {
        let limits = Limits { trigger_steps: steps, ..Limits::default() };
        let answer = ask_with(&text, "app/C.run()V", Launch, &limits);
        assert!(answer.cut && answer.reached.unattended && !answer.reached.gated, "{steps}");
        assert_eq!(answer.ways, [way(Launch, &[Via::Thread], "startApp run")]);
    }
    let answer = ask(&text, "app/C.run()V");
    assert!(!answer.cut && answer.reached.gated);
}
