//! The `mexelint` command: parses the command line, runs it, maps the outcome to an exit code.

#![forbid(unsafe_code)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    mexelint::corpus::isolate::install_hook();
    cli::main()
}
