//! A small table of callbacks for tests.

use super::callbacks::{Callback, Callbacks, How, Registration, Trigger, Via};
use crate::program::platform::Confidence;

pub struct Table;

const ROWS: &[(&str, &str, &str, How)] = &[
    ("javax/microedition/midlet/MIDlet", "startApp", "()V", How::Lifecycle(Trigger::Launch)),
    ("javax/microedition/midlet/MIDlet", "pauseApp", "()V", How::Lifecycle(Trigger::Launch)),
    ("javax/microedition/midlet/MIDlet", "destroyApp", "(Z)V", How::Lifecycle(Trigger::Launch)),
    (
        "javax/microedition/lcdui/CommandListener",
        "commandAction",
        "(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V",
        How::Event(Trigger::User),
    ),
    ("javax/microedition/lcdui/Canvas", "keyPressed", "(I)V", How::Event(Trigger::User)),
    ("javax/microedition/lcdui/Canvas", "keyReleased", "(I)V", How::Event(Trigger::User)),
    ("javax/microedition/lcdui/Canvas", "keyRepeated", "(I)V", How::Event(Trigger::User)),
    ("javax/microedition/lcdui/Canvas", "pointerPressed", "(II)V", How::Event(Trigger::User)),
    ("javax/microedition/lcdui/Canvas", "pointerReleased", "(II)V", How::Event(Trigger::User)),
    ("javax/microedition/lcdui/Canvas", "pointerDragged", "(II)V", How::Event(Trigger::User)),
    ("javax/microedition/lcdui/Canvas", "paint", "(Ljavax/microedition/lcdui/Graphics;)V", How::Event(Trigger::Launch)),
    ("javax/microedition/lcdui/Canvas", "showNotify", "()V", How::Event(Trigger::Launch)),
    ("javax/microedition/lcdui/Canvas", "hideNotify", "()V", How::Event(Trigger::Launch)),
    ("javax/microedition/lcdui/Canvas", "sizeChanged", "(II)V", How::Event(Trigger::Launch)),
    ("java/lang/Runnable", "run", "()V", How::Starts(Via::Thread)),
    ("java/lang/Thread", "run", "()V", How::Starts(Via::Thread)),
    ("java/util/TimerTask", "run", "()V", How::Starts(Via::Timer)),
    ("java/lang/Object", "equals", "(Ljava/lang/Object;)Z", How::CallsBack),
    ("java/lang/Object", "hashCode", "()I", How::CallsBack),
    ("java/lang/Object", "toString", "()Ljava/lang/String;", How::CallsBack),
    ("javax/microedition/rms/RecordFilter", "matches", "([B)Z", How::CallsBack),
];

/// Class, method, argument, interface, and the callback where it is only one.
const REGISTRATIONS: &[(&str, &str, u32, &str, Option<&str>)] = &[
    ("javax/microedition/lcdui/Displayable", "setCommandListener", 1, "javax/microedition/lcdui/CommandListener", None),
    ("javax/microedition/lcdui/Display", "callSerially", 1, "java/lang/Runnable", None),
    ("java/util/Timer", "schedule", 1, "java/util/TimerTask", None),
    ("java/util/Vector", "contains", 1, "java/lang/Object", Some("equals")),
    ("java/lang/StringBuffer", "append", 1, "java/lang/Object", Some("toString")),
    ("javax/microedition/rms/RecordStore", "enumerateRecords", 1, "javax/microedition/rms/RecordFilter", None),
];

impl Callbacks for Table {
    fn callbacks(&self) -> Vec<Callback<'_>> {
        let row = |&(interface, name, descriptor, how)| Callback {
            interface,
            name,
            descriptor,
            how,
            source: "",
            confidence: Confidence::High,
        };
        ROWS.iter().map(row).collect()
    }

    fn registrations<'a>(&'a self, class: &str, name: &str, descriptor: &'a str) -> Vec<Registration<'a>> {
        let rows = REGISTRATIONS.iter().filter(|row| row.0 == class && row.1 == name);
        let row =
            |&(class, name, argument, interface, callback): &(&'static str, &'static str, _, _, _)| Registration {
                class,
                name,
                descriptor,
                argument,
                interface,
                callback,
                how: (name == "callSerially").then_some(How::Starts(Via::Serial)),
                after: None,
                repeats: false,
                source: "",
                confidence: Confidence::High,
            };
        rows.map(row).collect()
    }
}
