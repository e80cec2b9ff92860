//! `rutine intake`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::document::document;
use super::exit::Misuse;
use super::house::{House, actor, print_json};
use super::progress::Progress;
use super::{Exit, Global, table};
use crate::intake::{self, Encoding, Numbers, Options, Profile, Taken};

#[derive(Args)]
pub struct Intake {
    /// CSV files, or folders of them
    #[arg(required_unless_present_any = ["list", "template"])]
    paths: Vec<PathBuf>,
    /// What the files hold [default: by their names]
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// `utf-8` or `windows-1252` [default: UTF-8 where the file can be that]
    #[arg(long, value_name = "E")]
    encoding: Option<Encoding>,
    /// What stands between cells: `semicolon`, `comma` or `tab`
    #[arg(long, value_name = "P", default_value = "semicolon")]
    profile: Profile,
    /// Where rejected lines are kept [default: beside each file]
    #[arg(long, value_name = "DIR")]
    rejects: Option<PathBuf>,
    /// Name the kinds of file
    #[arg(long)]
    list: bool,
    /// Print the header of a kind
    #[arg(long, value_name = "KIND")]
    template: Option<String>,
}

/// So many new rows make the database's statistics worth gathering anew.
const ANALYZE_ROWS_MIN: u64 = 1_000;

pub fn run(global: &Global, command: Intake) -> Result<Exit> {
    if command.list {
        return list(global);
    }
    if let Some(kind) = &command.template {
        let header = intake::template(kind).ok_or_else(|| {
            Misuse(format!("there is no kind `{kind}`{}; see `rutine intake --list`", intake::near(kind)))
        })?;
        println!("{}", header.trim_end());
        if let Some(column) = intake::empty_removes(kind) {
            eprintln!("hint: an empty `{column}` takes the row away");
        }
        return Ok(Exit::Done);
    }
    let house = House::open(global)?;
    let options = Options {
        kind: command.kind,
        encoding: command.encoding,
        profile: command.profile,
        rejects_dir: command.rejects,
        jobs: house.jobs.clone(),
        numbers: Numbers::of(&house.config),
        fylker: house.config.fylker.clone(),
        link_hosts: house.config.link_hosts(),
        actor: actor(),
        now: house.clock.now().naive_utc(),
    };
    let bar = Progress::new("lines", global.quiet || global.json);
    let mut db = house.db()?;
    let taken = intake::take(&mut db, &command.paths, &options, &mut |_, line| bar.at(line))?;
    drop(bar);
    // A run right after a bulk load would else be planned on empty statistics.
    if taken.iter().map(|t| t.taken).sum::<u64>() > ANALYZE_ROWS_MIN {
        db.analyze()?;
    }
    if global.json {
        print_json(&document("files", &taken))?;
    } else {
        show(&taken);
    }
    Ok(exit(&taken))
}

pub fn exit(taken: &[Taken]) -> Exit {
    if taken.iter().any(|t| t.rejected > 0 || !t.unserved.is_empty() || !t.ignored.is_empty()) {
        Exit::Rejects
    } else {
        Exit::Done
    }
}

fn list(global: &Global) -> Result<Exit> {
    if global.json {
        let kind = |k: &intake::Kind| {
            let columns = k.columns.iter().map(|c| json!({"name": c.name, "required": c.required}));
            let columns: Vec<_> = columns.collect();
            json!({"kind": k.name, "about": k.about, "columns": columns, "empty_removes": intake::empty_removes(k.name)})
        };
        print_json(&document("kinds", intake::kinds().iter().map(kind).collect::<Vec<_>>()))?;
        return Ok(Exit::Done);
    }
    let mut t = table::table(&["kind", "holds"]);
    for k in intake::kinds() {
        t.add_row([k.name, k.about]);
    }
    table::print(t);
    println!("\nhint: `rutine intake --template KIND` prints a header to fill in");
    Ok(Exit::Done)
}

/// Rejected lines told on the screen, of each file; all of them are kept.
const SHOWN_MAX: usize = 10;

/// A line per file; warnings and the first rejects to stderr.
pub fn show(taken: &[Taken]) {
    let mut t = table::table(&["file", "kind", "lines", "taken", "unchanged", "rejected", "encoding"]);
    for f in taken {
        let figures = [f.lines, f.taken, f.unchanged, f.rejected].map(|n| n.to_string());
        let [lines, took, unchanged, rejected] = figures;
        t.add_row([
            short(&f.file),
            f.kind.into(),
            lines,
            took,
            unchanged,
            rejected,
            f.encoding.name().into(),
        ]);
    }
    table::print(t);
    for f in taken {
        let file = f.file.display();
        f.warnings.iter().for_each(|w| eprintln!("warning: {file}: {w}"));
        f.notes.iter().for_each(|n| eprintln!("note: {file}: {n}"));
        for l in &f.lifted {
            eprintln!("note: {file}: line {}: `{}` of {} {} is lifted", l.line, l.column, f.kind, l.id);
        }
        for r in f.rejects.iter().take(SHOWN_MAX) {
            let column = if r.column.is_empty() { String::new() } else { format!(", column `{}`", r.column) };
            eprintln!("rejected: {file}: line {}{column}: {}", r.line, r.reason);
        }
        if f.rejects.len() > SHOWN_MAX {
            eprintln!("rejected: {file}: and {} lines more", f.rejects.len() - SHOWN_MAX);
        }
        if let Some(path) = &f.rejects_file {
            eprintln!("hint: what was rejected is in `{}`, with the reasons", path.display());
        }
    }
}

/// The file with its folder: `46/person.csv`.
fn short(file: &Path) -> String {
    let mut parts: Vec<_> = file.iter().rev().take(2).map(|p| p.to_string_lossy()).collect();
    parts.reverse();
    parts.join("/")
}
