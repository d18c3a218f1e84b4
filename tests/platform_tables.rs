//! The build refuses platform tables that are wrong, and says where.

#[allow(dead_code)]
#[path = "../build/platform.rs"]
mod platform;

use std::{fs, path::Path};

const TABLES: &str = "rules/platform/midp";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Errors after `old` became `new` in one file.
fn errors_after(root: &Path, file: &str, old: &str, new: &str) -> Vec<String> {
    let path = root.join(TABLES).join(file);
    let good = fs::read_to_string(&path).unwrap();
    assert!(good.contains(old), "{file} has no {old:?}");
    fs::write(&path, good.replacen(old, new, 1)).unwrap();
    let errors = platform::compile(root).err().unwrap_or_default();
    fs::write(&path, good).unwrap();
    errors
}

#[test]
fn mistakes_in_the_tables_are_found() {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    copy(&repo.join(TABLES), &root.join(TABLES));
    assert!(platform::compile(root).is_ok());

    let send = "methods = [\"send\"]\nargs = { connection = 0, message = 1, address = [1, 0] }";
    let cases = [
        ("apis.toml", "contains = [\"CLDC-1.0\"]", "contains = [\"CLDC-0.9\"]", "no API is called CLDC-0.9"),
        ("platform.toml", "name = \"midp\"", "name = \"mid p\"", "\"mid p\" is no name"),
        (
            "entries/midlet.toml",
            "extends = \"javax/microedition/midlet/MIDlet\"",
            "extends = \"javax/microedition/midlet/Midlet\"",
            "javax/microedition/midlet/Midlet is not in classes.tsv",
        ),
        ("packages.tsv", "com/benqmobile\t", "com/aplix\t", "com/aplix stands twice"),
        ("classes.tsv", "\tclass\tCLDC-1.0\t", "\tclas\tCLDC-1.0\t", "`clas` is none of class, interface"),
        ("members.tsv", "\tbuf\t[B\tprotected\t", "\tbuf\t[B\t", "6 columns, not 7"),
        (
            "members.tsv",
            "java/io/ByteArrayInputStream\t<init>\t([BII)V",
            "java/io/Zip\t<init>\t([BII)V",
            "java/io/Zip is not in classes.tsv",
        ),
        (
            "restricted.tsv",
            "\texact-package\t",
            "\texact\t",
            "`exact` is none of prefix, exact-package, subpackages, name-prefix",
        ),
        ("kinds.toml", "kind = \"message.send\"", "kind = \"message.sends\"", "no call is of the kind message.sends"),
        (
            "calls/messaging.toml",
            send,
            &send.replace("send", "sendAll"),
            "MessageConnection.sendAll is not in members.tsv",
        ),
        ("calls/messaging.toml", send, &send.replace("message = 1", "message = 2"), "has no argument 2: message"),
        (
            "calls/messaging.toml",
            "sms.send\"",
            "sms.sent\"",
            "no permission is called javax.wireless.messaging.sms.sent",
        ),
        (
            "calls/messaging.toml",
            "when = { connection = {",
            "when = { conection = {",
            "conection is no argument of message.send",
        ),
        ("calls/messaging.toml", "{ scheme = \"sms\" }", "{ schema = \"sms\" }", "`schema` is no condition"),
        ("calls/messaging.toml", "{ scheme = \"sms\" }", "{ scheme = 5 }", "connection.scheme: 5 can't be its operand"),
        (
            "calls/connection.toml",
            "[\"connector-streams\"]",
            "[\"connector-stream\"]",
            "no permission set is called connector-stream",
        ),
        (
            "calls/rms.toml",
            "args = { name = 1, create = 2 }",
            "args = { name = 0, create = 2 }",
            "is static and has no receiver",
        ),
        (
            "calls/vendor-nokia.toml",
            "methods = [\"post\"]",
            "methods = [\"post\"]\nunlisted = true",
            "SoftNotification.post is listed: `unlisted` is wrong",
        ),
        (
            "callbacks/midp.toml",
            "methods = [\"commandAction\"]",
            "methods = [\"commandActions\"]",
            "CommandListener.commandActions is not in members.tsv",
        ),
        (
            "callbacks/midp.toml",
            "class = \"javax/microedition/lcdui/CommandListener\"",
            "class = \"javax/microedition/lcdui/CommandListeners\"",
            "javax/microedition/lcdui/CommandListeners is not in classes.tsv",
        ),
        ("callbacks/midp.toml", "how = \"event\"", "how = \"events\"", "none of lifecycle, event, starts, calls-back"),
        (
            "callbacks/midp.toml",
            "trigger = \"user\"",
            "trigger = \"users\"",
            "`users` is none of launch, push, alarm, network, peer, user",
        ),
        (
            "callbacks/midp.toml",
            "trigger = \"user\"\n",
            "",
            "`trigger` goes with lifecycle and event, and only with them",
        ),
        ("callbacks/cldc.toml", "via = \"thread\"", "via = \"threads\"", "`threads` is none of thread, timer, serial"),
        ("callbacks/cldc.toml", "via = \"thread\"\n", "", "`via` goes with starts, and only with it"),
        (
            "callbacks/cldc.toml",
            "class = \"java/lang/Runnable\"\nmethods = [\"run\"]",
            "class = \"java/lang/Thread\"\nmethods = [\"run\"]",
            "java/lang/Thread.run()V is a callback already",
        ),
        (
            "callbacks/cldc.toml",
            "argument = 0\ninterface = \"java/lang/Thread\"",
            "argument = 1\ninterface = \"java/lang/Thread\"",
            "start()V has no argument 1",
        ),
        (
            "callbacks/cldc.toml",
            "argument = 1\ninterface = \"java/util/TimerTask\"",
            "argument = 1\ninterface = \"java/lang/Thread\"",
            "argument 1 of schedule(Ljava/util/TimerTask;J)V is no java/lang/Thread",
        ),
        (
            "callbacks/cldc.toml",
            "argument = 1\ninterface = \"java/util/TimerTask\"",
            "argument = 2\ninterface = \"java/util/TimerTask\"",
            "argument 2 of schedule(Ljava/util/TimerTask;J)V is no java/util/TimerTask",
        ),
        (
            "callbacks/cldc.toml",
            "interface = \"java/util/TimerTask\"",
            "interface = \"java/util/Timer\"",
            "java/util/Timer has no callbacks",
        ),
        ("callbacks/cldc.toml", "callbacks = [\"equals\"]", "callbacks = [\"equal\"]", "Object.equal is no callback"),
        (
            "callbacks/cldc.toml",
            "class = \"java/lang/String\"\nmethods = [\"valueOf(Ljava/lang/Object;)Ljava/lang/String;\"]\nargument = 1",
            "class = \"java/lang/String\"\nmethods = [\"valueOf(Ljava/lang/Object;)Ljava/lang/String;\"]\nargument = 0",
            "is static and has no receiver",
        ),
        (
            "callbacks/blackberry.toml",
            "methods = [\"run()V\"]",
            "methods = [\"run\"]",
            "MenuItem.run is not listed and needs a descriptor",
        ),
    ];
    for (file, old, new, expected) in cases {
        let errors = errors_after(root, file, old, new);
        let place = format!("{TABLES}/{file}:");
        let found = errors.iter().any(|e| {
            let line = e.strip_prefix(&place).and_then(|e| e.split_once(": ")).map(|(line, _)| line.parse::<usize>());
            e.ends_with(expected) && matches!(line, Some(Ok(1..)))
        });
        assert!(found, "{new:?} in {file} gave {errors:#?}");
    }
}
