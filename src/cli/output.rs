//! Where reports go, and in which formats: several at once, each to its own file.

use super::error::Error;
use super::terminal::Terminal;
use clap::ValueEnum;
use mexelint::report::human::Human;
use mexelint::report::json::{Document, Lines};
use mexelint::report::sarif::Sarif;
use mexelint::report::{Catalogue, Header, Renderer, Report, Summary};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::str::FromStr;

/// The formats of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// text for people
    Human,
    /// one JSON document (`mexelint schema report`)
    Json,
    /// one JSON line a bundle
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// One `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    format: Format,
    path: String,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("write FORMAT=FILE, such as sarif=report.sarif")?;
        let format =
            Format::from_str(format, false).map_err(|_| format!("`{format}` is none of human, json, jsonl, sarif"))?;
        if path.is_empty() {
            return Err("no file is named".into());
        }
        Ok(Target { format, path: path.to_string() })
    }
}

/// The open outputs of a run.
pub(super) struct Outputs<'a> {
    list: Vec<Output<'a>>,
}

struct Output<'a> {
    name: String,
    format: Format,
    file: bool,
    open: bool,
    renderer: Box<dyn Renderer + 'a>,
    out: Box<dyn Write>,
}

impl<'a> Outputs<'a> {
    /// Opens all outputs, so that one that can't be written is known before the work begins. Without `format`, standard
    /// output gets the text for people, unless the user wants quiet.
    pub(super) fn open(
        format: Option<Format>,
        targets: &[Target],
        header: &'a Header,
        catalogue: &'a Catalogue,
        terminal: &Terminal,
    ) -> Result<Self, Error> {
        for (index, target) in targets.iter().enumerate() {
            if targets[..index].iter().any(|other| other.path == target.path) {
                let message = format!("--output: {} is named twice", target.path);
                return Err(Error::usage(message, "give each format its own file"));
            }
            if target.path == "-" {
                return Err(Error::usage("--output: - is no file", "use --format for standard output"));
            }
        }
        let renderer = |format, colour| -> Box<dyn Renderer + 'a> {
            match format {
                Format::Human => Box::new(Human::new(header, catalogue, colour)),
                Format::Json => Box::new(Document::new(header)),
                Format::Jsonl => Box::new(Lines::new(header)),
                Format::Sarif => Box::new(Sarif::new(header, catalogue)),
            }
        };
        let mut list = Vec::new();
        if let Some(format) = format.or((!terminal.quiet).then_some(Format::Human)) {
            list.push(Output {
                name: "standard output".into(),
                format,
                file: false,
                open: true,
                renderer: renderer(format, terminal.out_colour),
                out: Box::new(terminal.stdout()),
            });
        }
        for target in targets {
            let file = File::create(&target.path).map_err(|error| Error::output(&target.path, &error))?;
            list.push(Output {
                name: target.path.clone(),
                format: target.format,
                file: true,
                open: true,
                renderer: renderer(target.format, false),
                out: Box::new(BufWriter::new(file)),
            });
        }
        Ok(Outputs { list })
    }

    /// Whether one of them is in this format.
    pub(super) fn has(&self, format: Format) -> bool {
        self.list.iter().any(|output| output.format == format)
    }

    pub(super) fn begin(&mut self) -> Result<(), Error> {
        self.each(|output| output.renderer.begin(&mut output.out))
    }

    pub(super) fn bundle(&mut self, report: &Report) -> Result<(), Error> {
        self.each(|output| {
            output.renderer.bundle(&mut output.out, report)?;
            if output.file { Ok(()) } else { output.out.flush() }
        })
    }

    pub(super) fn end(&mut self, summary: &Summary) -> Result<(), Error> {
        self.each(|output| {
            output.renderer.end(&mut output.out, summary)?;
            output.out.flush()
        })
    }

    /// Writes to each. That nobody reads standard output any more ends the run only when there is no file to write.
    fn each(&mut self, mut write: impl FnMut(&mut Output<'a>) -> std::io::Result<()>) -> Result<(), Error> {
        let files = self.list.iter().any(|output| output.file);
        for output in self.list.iter_mut().filter(|output| output.open) {
            let Err(error) = write(output) else { continue };
            match Error::output(&output.name, &error) {
                Error::BrokenPipe if files => output.open = false,
                error => return Err(error),
            }
        }
        Ok(())
    }
}
