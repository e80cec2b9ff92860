//! Parses, calls, prints the error, gives the exit code.

use std::process::ExitCode;

use rutine::cli::{self, Exit};
use rutine::store;

fn main() -> ExitCode {
    quiet_when_nobody_reads();
    let parsed = match cli::parse() {
        Ok(parsed) => parsed,
        Err(misuse) => return misuse.into(),
    };
    match cli::execute(parsed) {
        Ok(exit) => exit.into(),
        Err(e) => {
            let said = format!("{e:#}");
            let trouble = store::trouble(&e).filter(|_| !said.contains("hint:"));
            let hint = trouble.map(|t| format!("\nhint: {}; {}", t.what(), t.hint())).unwrap_or_default();
            cli::tell_error(&format!("{said}{hint}"));
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
