//! Parses, calls, prints the error, gives the exit code.

use std::process::ExitCode;

use clap::Parser;
use rutine::cli::{self, Cli, Exit};
use rutine::store;

fn main() -> ExitCode {
    quiet_when_nobody_reads();
    match cli::execute(Cli::parse()) {
        Ok(exit) => exit.into(),
        Err(e) => {
            let said = format!("{e:#}");
            eprintln!("error: {said}");
            if let Some(trouble) = store::trouble(&e).filter(|_| !said.contains("hint:")) {
                eprintln!("hint: {}; {}", trouble.what(), trouble.hint());
            }
            Exit::of(&e).into()
        }
    }
}

/// `rutine outbox | head -1`: the reader has gone, so end at once and quietly, as other tools do.
fn quiet_when_nobody_reads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload().downcast_ref::<String>().map(String::as_str).unwrap_or_default();
        if text.starts_with("failed printing to stdout") {
            std::process::exit(if text.contains("Broken pipe") { 0 } else { 1 });
        }
        usual(panic);
    }));
}
