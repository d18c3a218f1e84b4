//! What a person at the terminal sees beside the report: notes, errors, progress. All of it on standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mexelint::facts::escape::visible;
use mexelint::report::human::Paint;
use mexelint::report::{Report, Status};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ColorChoice {
    /// on a terminal
    Auto,
    /// everywhere
    Always,
    /// nowhere
    Never,
}

/// Fewer bundles than this are done before a bar could be read.
const PROGRESS_FROM: usize = 50;

/// The streams of this process and how they are to be used.
pub(super) struct Terminal {
    /// Colour on standard output.
    pub out_colour: bool,
    err_colour: bool,
    /// No notes, no progress.
    pub quiet: bool,
}

impl Terminal {
    pub(super) fn new(choice: ColorChoice, quiet: bool) -> Self {
        Terminal {
            out_colour: colour(choice, io::stdout().is_terminal()),
            err_colour: colour(choice, io::stderr().is_terminal()),
            quiet,
        }
    }

    /// Says what is worth knowing and changes nothing.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            // Nothing can be done for someone who closed standard error.
            let _ = writeln!(io::stderr(), "{} {}", Paint(self.err_colour).bold("note:"), visible(text));
        }
    }

    /// Says that a bundle was not analysed fully, for formats that can't.
    pub(super) fn not_analysed(&self, report: &Report) {
        if report.status != Status::Analysed {
            let reasons = report.status.reasons().join("; ");
            self.note(&format!("{}: {}: {reasons}", report.name, report.status.as_str()));
        }
    }

    /// Says what is wrong with a text, and where in it.
    pub(super) fn diagnostic(&self, error: &dyn Diagnostic) {
        let theme = if self.err_colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
        let mut text = String::new();
        if handler.render_report(&mut text, error).is_err() {
            text = format!("error: {error}\n");
        }
        let _ = io::stderr().write_all(text.as_bytes());
    }

    /// A bar for a long run that a person watches, else one that does nothing.
    pub(super) fn progress(&self, bundles: usize) -> ProgressBar {
        if self.quiet || bundles < PROGRESS_FROM || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let template = "{bar:30} {pos}/{len} bundles, {per_sec}, {eta} left";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(bundles as u64), ProgressDrawTarget::stderr_with_hz(5));
        bar.with_style(style)
    }

    /// Standard output, buffered.
    pub(super) fn stdout(&self) -> BufWriter<StdoutLock<'static>> {
        BufWriter::new(io::stdout().lock())
    }
}

/// The choice of the command line, then NO_COLOR (no-color.org), then CLICOLOR_FORCE and CLICOLOR, then what it is.
fn colour(choice: ColorChoice, terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR").is_some() => false,
        ColorChoice::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorChoice::Auto => {
            terminal && set("CLICOLOR").is_none_or(|v| v != "0") && set("TERM").is_none_or(|v| v != "dumb")
        }
    }
}
