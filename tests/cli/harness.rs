//! Runs the binary in a folder of its own, with an empty environment.

use serde_json::Value as Json;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    /// exit code
    pub code: i32,
    /// standard output
    pub out: String,
    /// standard error
    pub err: String,
}

impl Run {
    /// Standard output as JSON.
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// Name, status and reasons of each bundle of a JSON document.
    pub fn statuses(&self) -> Vec<(String, String, String)> {
        let text = |value: &Json| value.as_str().unwrap().to_string();
        let bundles = self.json();
        let bundles = bundles["bundles"].as_array().unwrap();
        let reasons = |b: &Json| b["reasons"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join("; ");
        bundles.iter().map(|b| (text(&b["name"]), text(&b["status"]), reasons(b))).collect()
    }
}

/// A folder to run in.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folders that it needs.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Copies JAD and JAR of a sample here.
    pub fn sample(&self, name: &str) -> &Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bundles").join(name);
        for extension in ["jad", "jar"] {
            let file = format!("{name}.{extension}");
            self.write(&file, std::fs::read(from.join(&file)).unwrap());
        }
        self
    }

    /// The binary, with nothing of the environment of the test.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mexelint"));
        command.args(args).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        finish(&mut self.command(args))
    }

    pub fn run_with_input(&self, args: &[&str], input: &[u8]) -> Run {
        let mut command = self.command(args);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        gather(child.wait_with_output().unwrap())
    }
}

pub fn finish(command: &mut Command) -> Run {
    gather(command.output().unwrap())
}

fn gather(output: std::process::Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A JAR whose manifest names the suite, and with no code.
pub fn jar(suite: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("META-INF/MANIFEST.MF", SimpleFileOptions::default()).unwrap();
    write!(zip, "Manifest-Version: 1.0\r\nMIDlet-Name: {suite}\r\nMIDlet-Version: 1.0\r\nMIDlet-Vendor: Example\r\n")
        .unwrap();
    zip.finish().unwrap().into_inner()
}

/// A JAD that names a JAR.
pub fn jad(jar: &str) -> String {
    format!("MIDlet-Name: Suite\nMIDlet-Version: 1.0\nMIDlet-Vendor: Example\nMIDlet-Jar-URL: {jar}\n")
}
