//! Parses, calls, prints the error, gives the exit code.

use std::process::ExitCode;

use clap::Parser;
use rutine::cli::{self, Cli, Exit};

fn main() -> ExitCode {
    match cli::execute(Cli::parse()) {
        Ok(exit) => exit.into(),
        Err(e) => {
            eprintln!("error: {e:#}");
            Exit::of(&e).into()
        }
    }
}
