//! Callbacks: which methods of the application the platform calls, what sets them off, and which calls hand it the objects.

use super::index::Index;
use super::layout::*;
use super::{Confidence, Platform};

words! {
    /// What sets application code off.
    Trigger from TRIGGERS:
    /// the start of the application, and what goes on in it without anybody outside: paint, players, sensors
    Launch,
    /// a registered connection started the application
    Push,
    /// a clock of the system started the application or called it
    Alarm,
    /// data or an event from the network
    Network,
    /// a device nearby, a message or a request from another party: Bluetooth, NFC, SMS, SIP invitation
    Peer,
    /// the user does something now: command, key, pointer, change of an item
    User,
}

words! {
    /// The thread of control in which code runs that the application itself starts.
    Via from VIAS:
    /// `Thread.start`
    Thread,
    /// `Timer.schedule`
    Timer,
    /// `Display.callSerially`
    Serial,
}

/// How the platform comes to call a method of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It makes the object itself and calls the method as the application starts, pauses or ends.
    Lifecycle(Trigger),
    /// It calls the method when something happens.
    Event(Trigger),
    /// It runs the method later in another thread of control, because the application asked it to: what sets off the
    /// place that asks sets off the method.
    Starts(Via),
    /// It calls the method at once, within the call that hands it the object.
    CallsBack,
}

impl How {
    fn from_word(word: u32) -> Self {
        let number = word & ((1 << HOW_SHIFT) - 1);
        match word >> HOW_SHIFT {
            0 => How::Lifecycle(Trigger::from_word(number)),
            1 => How::Event(Trigger::from_word(number)),
            2 => How::Starts(Via::from_word(number)),
            _ => How::CallsBack,
        }
    }
}

/// A method that the platform calls when the application implements or overrides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Callback<'a> {
    /// The interface, or the class whose method is overridden, with slashes.
    pub interface: &'a str,
    /// Name of the method.
    pub name: &'a str,
    /// Its descriptor.
    pub descriptor: &'a str,
    /// What makes the platform call it.
    pub how: How,
    /// Where it is from.
    pub source: &'a str,
    /// How sure the source is.
    pub confidence: Confidence,
}

/// A call that hands an object of the application to the platform, which then runs callbacks on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration<'a> {
    /// The class that declares the method called.
    pub class: &'a str,
    /// Name of the method called.
    pub name: &'a str,
    /// Its descriptor.
    pub descriptor: &'a str,
    /// Which argument is handed over: 0 = the receiver (the new object, for a constructor), 1.. by position, whatever
    /// their width.
    pub argument: u32,
    /// The interface or class whose callbacks run, those that it inherits included, provided that the object is one.
    pub interface: &'a str,
    /// Only the callbacks of this name run, if given: `equals` for `Vector.contains`.
    pub callback: Option<&'a str>,
    /// How they run, where it is not what the callback says: a `Runnable` runs in a thread or serially.
    pub how: Option<How>,
    /// The method of the receiver whose call sets the callbacks off, if this call alone does not: `start`, for a `Thread`
    /// made with a `Runnable`.
    pub after: Option<&'a str>,
    /// They run again and again from this one call, as those of a timer with a period do.
    pub repeats: bool,
    /// Where it is from.
    pub source: &'a str,
    /// How sure the source is.
    pub confidence: Confidence,
}

impl<'a> Callback<'a> {
    fn read(index: &'a Index, number: u32) -> Self {
        Callback {
            interface: index.name(index.field(CALLBACKS, number, 0)),
            name: index.name(index.field(CALLBACKS, number, 1)),
            descriptor: index.name(index.field(CALLBACKS, number, 2)),
            how: How::from_word(index.field(CALLBACKS, number, 3)),
            source: index.prose(index.field(CALLBACKS, number, 4)),
            confidence: Confidence::from_word(index.field(CALLBACKS, number, 5)),
        }
    }
}

impl<'a> Registration<'a> {
    fn read(index: &'a Index, number: u32, descriptor: &'a str) -> Self {
        let how = index.field(REGISTRATIONS, number, 6);
        Registration {
            class: index.name(index.field(REGISTRATIONS, number, 0)),
            name: index.name(index.field(REGISTRATIONS, number, 1)),
            descriptor: index.optional_name(index.field(REGISTRATIONS, number, 2)).unwrap_or(descriptor),
            argument: index.field(REGISTRATIONS, number, 3),
            interface: index.name(index.field(REGISTRATIONS, number, 4)),
            callback: index.optional_name(index.field(REGISTRATIONS, number, 5)),
            how: (how != NONE).then(|| How::from_word(how)),
            after: index.optional_name(index.field(REGISTRATIONS, number, 7)),
            repeats: index.field(REGISTRATIONS, number, 8) != 0,
            source: index.prose(index.field(REGISTRATIONS, number, 9)),
            confidence: Confidence::from_word(index.field(REGISTRATIONS, number, 10)),
        }
    }

    /// The callbacks that run on the object handed over, each with how it runs after this call.
    pub fn callbacks(&self, platform: &'a Platform) -> impl Iterator<Item = Callback<'a>> + use<'a> {
        let (only, how) = (self.callback, self.how);
        let all = platform.callbacks_of(self.interface).filter(move |c| only.is_none_or(|name| name == c.name));
        all.map(move |c| Callback { how: how.unwrap_or(c.how), ..c })
    }
}

impl Platform {
    /// Every callback, sorted by interface, name and descriptor.
    pub fn callbacks(&self) -> impl Iterator<Item = Callback<'_>> {
        (0..self.index.count(CALLBACKS) as u32).map(|n| Callback::read(&self.index, n))
    }

    /// The callbacks of an interface or class, its own and those that it inherits: nearest first, a method once. Those of
    /// `java/lang/Object` are its own only: that something is handed over does not mean that it is compared or printed.
    pub fn callbacks_of(&self, interface: &str) -> impl Iterator<Item = Callback<'_>> + use<'_> {
        let mut found: Vec<Callback<'_>> = own_callbacks(&self.index, interface).collect();
        if let Some(class) = self.index.find_name(CLASS_SLOTS, CLASSES, interface) {
            let ancestors =
                self.index.list(CLASSES, class, 9).map(|a| self.index.name(self.index.field(CLASSES, a, 0)));
            for ancestor in ancestors.filter(|&a| a != "java/lang/Object") {
                for callback in own_callbacks(&self.index, ancestor) {
                    if !found.iter().any(|f| (f.name, f.descriptor) == (callback.name, callback.descriptor)) {
                        found.push(callback);
                    }
                }
            }
        }
        found.into_iter()
    }

    /// What a call of this method hands to the platform, and which callbacks run on it. Looked for in `class` and then in
    /// its ancestors, constructors only in `class`; the nearest class that says something counts.
    pub fn registrations<'p>(
        &'p self,
        class: &str,
        member: &str,
        descriptor: &'p str,
    ) -> impl Iterator<Item = Registration<'p>> + use<'p> {
        let member_hash = hash(HASH_START, member);
        let hashes = [hash(member_hash, descriptor), member_hash];
        let of = |class: &str, class_hash: u32| {
            hashes.into_iter().find_map(|h| {
                self.index.find(REGISTRATION_SLOTS, join(class_hash, h), |n| {
                    self.index.name(self.index.field(REGISTRATIONS, n, 0)) == class
                        && self.index.name(self.index.field(REGISTRATIONS, n, 1)) == member
                        && self
                            .index
                            .optional_name(self.index.field(REGISTRATIONS, n, 2))
                            .is_none_or(|d| d == descriptor)
                })
            })
        };
        let mut first = of(class, hash(HASH_START, class));
        if first.is_none()
            && !member.starts_with('<')
            && let Some(known) = self.index.find_name(CLASS_SLOTS, CLASSES, class)
        {
            first = self
                .index
                .list(CLASSES, known, 9)
                .find_map(|a| of(self.index.name(self.index.field(CLASSES, a, 0)), self.index.field(CLASSES, a, 1)));
        }
        let key = move |n: u32| [0, 1, 2].map(|at| self.index.field(REGISTRATIONS, n, at));
        let rows = first.into_iter().flat_map(move |first| {
            (first..self.index.count(REGISTRATIONS) as u32).take_while(move |&n| key(n) == key(first))
        });
        rows.map(move |n| Registration::read(&self.index, n, descriptor))
    }

    /// Every registration, sorted by class, name and descriptor; the descriptor is empty where any will do.
    pub fn all_registrations(&self) -> impl Iterator<Item = Registration<'_>> {
        (0..self.index.count(REGISTRATIONS) as u32).map(|n| Registration::read(&self.index, n, ""))
    }
}

/// The rows of exactly this interface or class.
fn own_callbacks<'a>(index: &'a Index, interface: &str) -> impl Iterator<Item = Callback<'a>> + use<'a> {
    let is = |n: u32| index.name(index.field(CALLBACKS, n, 0)) == interface;
    let first = index.find(CALLBACK_SLOTS, hash(HASH_START, interface), is);
    first.into_iter().flat_map(move |first| {
        let interface = index.field(CALLBACKS, first, 0);
        let rows = first..index.count(CALLBACKS) as u32;
        rows.take_while(move |&n| index.field(CALLBACKS, n, 0) == interface).map(move |n| Callback::read(index, n))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::platform::Resolution;

    fn how(interface: &str, name: &str) -> Vec<How> {
        let mut how: Vec<How> =
            Platform::builtin().callbacks_of(interface).filter(|c| c.name == name).map(|c| c.how).collect();
        how.dedup();
        how
    }

    /// Argument, interface, and what runs how.
    type Handed = (u32, String, Vec<(String, How)>);

    /// Every registration by this call.
    fn handed(class: &str, name: &str, descriptor: &str) -> Vec<Handed> {
        let p = Platform::builtin();
        let runs = |r: &Registration<'static>| {
            r.callbacks(p).map(|c| (format!("{}{}", c.name, c.descriptor), c.how)).collect::<Vec<_>>()
        };
        let all = p.registrations(class, name, descriptor.to_string().leak());
        all.map(|r| (r.argument, r.interface.to_string(), runs(&r))).collect()
    }

    #[test]
    fn callbacks_say_what_sets_them_off() {
        use Trigger::*;
        let cases = [
            ("javax/microedition/midlet/MIDlet", "startApp", How::Lifecycle(Launch)),
            ("javax/microedition/midlet/MIDlet", "<init>", How::Lifecycle(Launch)),
            ("javax/microedition/lcdui/CommandListener", "commandAction", How::Event(User)),
            ("javax/microedition/lcdui/Canvas", "keyPressed", How::Event(User)),
            ("javax/microedition/lcdui/Canvas", "paint", How::Event(Launch)),
            ("javax/microedition/media/PlayerListener", "playerUpdate", How::Event(Launch)),
            ("javax/wireless/messaging/MessageListener", "notifyIncomingMessage", How::Event(Peer)),
            ("javax/microedition/sip/SipClientConnectionListener", "notifyResponse", How::Event(Network)),
            ("javax/microedition/sip/SipServerConnectionListener", "notifyRequest", How::Event(Peer)),
            ("com/vodafone/midlet/ResidentMIDlet", "notice", How::Lifecycle(Alarm)),
            ("java/util/TimerTask", "run", How::Starts(Via::Timer)),
            ("java/lang/Thread", "run", How::Starts(Via::Thread)),
            ("javax/microedition/rms/RecordFilter", "matches", How::CallsBack),
        ];
        for (interface, name, expected) in cases {
            assert_eq!(how(interface, name), [expected], "{interface}.{name}");
        }
        assert_eq!(how("javax/microedition/lcdui/Canvas", "repaint"), []);
        assert_eq!(Platform::builtin().callbacks_of("no/such/Listener").count(), 0);
    }

    #[test]
    fn callbacks_are_inherited() {
        let canvas = "javax/microedition/lcdui/Canvas";
        assert_eq!(how("javax/microedition/lcdui/game/GameCanvas", "keyPressed"), [How::Event(Trigger::User)]);
        assert_eq!(how("javax/microedition/lcdui/Form", "sizeChanged"), [How::Event(Trigger::Launch)]);
        // The nearest class that has the method speaks for it.
        let p = Platform::builtin();
        let owners: Vec<&str> =
            p.callbacks_of(canvas).filter(|c| c.name == "sizeChanged").map(|c| c.interface).collect();
        assert_eq!(owners, [canvas]);
    }

    #[test]
    fn registrations_say_which_argument_runs_what() {
        let runnable = |how| vec![("run()V".to_string(), how)];
        let serial = handed("javax/microedition/lcdui/Display", "callSerially", "(Ljava/lang/Runnable;)V");
        assert_eq!(serial, [(1, "java/lang/Runnable".to_string(), runnable(How::Starts(Via::Serial)))]);
        let start = handed("java/lang/Thread", "start", "()V");
        assert_eq!(start, [(0, "java/lang/Thread".to_string(), runnable(How::Starts(Via::Thread)))]);
        let equals = ("equals(Ljava/lang/Object;)Z".to_string(), How::CallsBack);
        let contains = handed("java/util/Stack", "contains", "(Ljava/lang/Object;)Z");
        assert_eq!(contains, [(1, "java/lang/Object".to_string(), vec![equals.clone()])]);
        let get = handed("java/util/Hashtable", "get", "(Ljava/lang/Object;)Ljava/lang/Object;");
        let object = "java/lang/Object".to_string();
        let hash = ("hashCode()I".to_string(), How::CallsBack);
        assert_eq!(get, [(1, object.clone(), vec![equals]), (1, object, vec![hash])]);
        let read = handed("java/io/InputStream", "read", "([BII)I");
        let reads = ["read()I", "read([B)I", "read([BII)I"].map(|m| (m.to_string(), How::CallsBack)).to_vec();
        assert_eq!(read, [(0, "java/io/InputStream".to_string(), reads)]);
        assert_eq!(handed("java/io/InputStream", "read", "()I"), []);
        // Constructors are not inherited.
        assert_eq!(handed("java/util/TimerTask", "<init>", "()V"), []);
        assert_eq!(handed("javax/microedition/lcdui/Form", "append", "(Ljava/lang/String;)I"), []);
    }

    #[test]
    fn threads_wait_for_start_and_periods_repeat() {
        let p = Platform::builtin();
        let one = |class: &str, name: &str, descriptor: &'static str| {
            let all: Vec<_> = p.registrations(class, name, descriptor).collect();
            assert_eq!(all.len(), 1, "{class}.{name}{descriptor}");
            (all[0].after, all[0].repeats)
        };
        let thread = "java/lang/Thread";
        assert_eq!(one(thread, "<init>", "(Ljava/lang/Runnable;)V"), (Some("start"), false));
        assert_eq!(one(thread, "<init>", "(Ljava/lang/Runnable;Ljava/lang/String;)V"), (Some("start"), false));
        assert_eq!(one(thread, "start", "()V"), (None, false));
        let timer = "java/util/Timer";
        assert_eq!(one(timer, "schedule", "(Ljava/util/TimerTask;J)V"), (None, false));
        assert_eq!(one(timer, "schedule", "(Ljava/util/TimerTask;JJ)V"), (None, true));
        assert_eq!(one(timer, "schedule", "(Ljava/util/TimerTask;Ljava/util/Date;)V"), (None, false));
        assert_eq!(one(timer, "schedule", "(Ljava/util/TimerTask;Ljava/util/Date;J)V"), (None, true));
        assert_eq!(one(timer, "scheduleAtFixedRate", "(Ljava/util/TimerTask;JJ)V"), (None, true));
    }

    /// Interfaces by name that something else than the application implements.
    const IMPLEMENTED: [&str; 1] = ["javax/microedition/content/ContentHandler"];

    fn is_listener(class: &str) -> bool {
        ["Listener", "Handler", "Callback", "Observer"].iter().any(|end| class.ends_with(end))
    }

    #[test]
    fn every_method_of_every_listed_listener_is_a_callback() {
        let p = Platform::builtin();
        let mut methods = 0;
        for class in p.classes().filter(|c| c.is_interface && is_listener(c.name) && !IMPLEMENTED.contains(&c.name)) {
            let names: Vec<_> = p.callbacks_of(class.name).map(|c| (c.name, c.descriptor)).collect();
            for member in class.members().filter(|m| m.descriptor.starts_with('(')) {
                assert!(names.contains(&(member.name, member.descriptor)), "{}.{}", class.name, member.name);
                methods += 1;
            }
        }
        assert!(methods > 90, "{methods}");
    }

    #[test]
    fn every_call_that_takes_a_listed_listener_registers_it() {
        let p = Platform::builtin();
        let ends = ["remove", "cancel", "stop", "get"];
        let mut calls = 0;
        for class in p.classes() {
            for member in class.members().filter(|m| !ends.iter().any(|end| m.name.starts_with(end))) {
                let Some((arguments, _)) = member.descriptor.rsplit_once(')') else { continue };
                for argument in arguments.split(';').filter_map(|a| a.split_once('L').map(|(_, name)| name)) {
                    let listener = p.class(argument).map(|c| p.class_info(c)).filter(|c| c.is_interface);
                    let Some(listener) = listener.filter(|c| is_listener(c.name) || c.name == "java/lang/Runnable")
                    else {
                        continue;
                    };
                    let takes = p.registrations(class.name, member.name, member.descriptor);
                    let takes: Vec<&str> = takes.map(|r| r.interface).collect();
                    assert!(takes.contains(&listener.name), "{}.{}{}", class.name, member.name, member.descriptor);
                    calls += 1;
                }
            }
        }
        assert!(calls > 60, "{calls}");
    }

    #[test]
    fn registered_interfaces_are_those_of_the_platform() {
        let p = Platform::builtin();
        for r in p.all_registrations().filter(|r| r.confidence == Confidence::High && !r.descriptor.is_empty()) {
            let resolved = p.resolve(r.class, r.name, r.descriptor);
            assert!(matches!(resolved, Resolution::Found { .. }), "{}.{}{}", r.class, r.name, r.descriptor);
        }
        assert!(p.callbacks().count() > 300, "{}", p.callbacks().count());
        assert!(p.all_registrations().count() > 200, "{}", p.all_registrations().count());
    }
}
