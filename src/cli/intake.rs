//! `rutine intake`.

use super::table::tell;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::document::whole_list;
use super::exit::Misuse;
use super::house::{House, actor, print_json};
use super::progress::Progress;
use super::{Exit, Global, table};
use crate::domain::counted;
use crate::intake::{self, Encoding, LeftOut, Numbers, Options, Profile, Reason, Taken};

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
            tell!("hint: an empty `{column}` takes the row away");
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
    let left_out = intake::left_out(&command.paths);
    let bar = Progress::new("lines", global.quiet || global.json);
    let mut db = house.db()?;
    let taken = intake::take(&mut db, &command.paths, &options, &mut |_, line| bar.at(line))?;
    drop(bar);
    // A run right after a bulk load would else be planned on empty statistics.
    if taken.iter().map(|t| t.taken).sum::<u64>() > ANALYZE_ROWS_MIN {
        db.analyze()?;
    }
    if global.json {
        let mut told = whole_list("files", &taken);
        told["left_out"] = json!(left_out);
        print_json(&told)?;
    } else {
        show(&taken);
        left_out.iter().for_each(tell_left_out);
    }
    let expected = left_out.iter().any(|l| l.why.is_expected());
    Ok(exit(&taken).worst(if expected { Exit::Rejects } else { Exit::Done }))
}

pub fn exit(taken: &[Taken]) -> Exit {
    let is_whole =
        |t: &Taken| t.rejected == 0 && t.unserved.is_empty() && t.ignored.is_empty() && !t.lacks_lines;
    if taken.iter().all(is_whole) { Exit::Done } else { Exit::Rejects }
}

fn list(global: &Global) -> Result<Exit> {
    if global.json {
        let kind = |k: &intake::Kind| {
            let columns = k.columns.iter().map(|c| json!({"name": c.name, "required": c.required}));
            let columns: Vec<_> = columns.collect();
            json!({"kind": k.name, "about": k.about, "columns": columns, "empty_removes": intake::empty_removes(k.name)})
        };
        print_json(&whole_list("kinds", &intake::kinds().iter().map(kind).collect::<Vec<_>>()))?;
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

/// Reasons told on the screen, of each file; all lines are kept.
const REASONS_MAX: usize = 10;

/// A line per file; warnings and why lines were rejected to stderr.
pub fn show(taken: &[Taken]) {
    figures(taken).iter().for_each(|line| println!("{line}"));
    for f in taken {
        let tell = |what: &str, said: &str| tell(what, &f.file, said);
        f.warnings.iter().for_each(|w| tell("warning", w));
        f.notes.iter().for_each(|n| tell("note", n));
        for l in &f.lifted {
            tell("note", &format!("line {}: `{}` of {} {} is lifted", l.line, l.column, f.kind, l.id));
        }
        f.reasons.iter().take(REASONS_MAX).for_each(|r| tell("rejected", &reason(r)));
        let told: u64 = f.reasons.iter().take(REASONS_MAX).map(|r| r.count).sum();
        if told < f.rejected {
            tell("rejected", &format!("{} more, for other reasons", counted(f.rejected - told, "line")));
        }
        if let Some(path) = &f.rejects_file {
            tell!("{}", table::told("hint: what was rejected is in", &format!("`{}`", path.display()), "  "));
        }
    }
}

/// `lines 3, 4, 7 and 12 more, column `epost`: is empty`.
fn reason(r: &Reason) -> String {
    let more = r.count - r.lines.len() as u64;
    let lines = r.lines.iter().map(u64::to_string).collect::<Vec<_>>();
    let lines = match lines.split_last() {
        Some((last, [])) => format!("line {last}"),
        Some((last, first)) if more == 0 => format!("lines {} and {last}", first.join(", ")),
        _ => format!("lines {} and {more} more", lines.join(", ")),
    };
    let column = if r.column.is_empty() { String::new() } else { format!(", column `{}`", r.column) };
    format!("{lines}{column}: {}", r.reason)
}

/// What of a folder is not read; the first few names.
fn tell_left_out(l: &LeftOut) {
    let names: Vec<_> = l.names.iter().take(NAMES_MAX).map(|name| format!("`{name}`")).collect();
    let more = match l.names.len().saturating_sub(NAMES_MAX) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let what = if l.why.is_expected() { "warning" } else { "note" };
    tell(what, &l.folder, &format!("not read: {}{more} ({})", names.join(", "), l.why.text()));
}

const NAMES_MAX: usize = 5;

fn tell(what: &str, about: &Path, said: &str) {
    tell!("{}", table::told(&format!("{what}: {}:", about.display()), said, "  "));
}

/// A row of figures for each file, its name last: below them, where it does not fit beside them.
fn figures(taken: &[Taken]) -> Vec<String> {
    let named_otherwise = |t: &Taken| t.file.file_stem().is_none_or(|stem| stem != t.kind);
    let has_kind = taken.iter().any(named_otherwise);
    let mut headings = vec!["lines", "taken", "unchanged", "rejected"];
    headings.extend(has_kind.then_some("kind"));
    let mut t = table::table(&headings);
    for f in taken {
        let mut row: Vec<_> = [f.lines, f.taken, f.unchanged, f.rejected].map(|n| n.to_string()).to_vec();
        row.extend(has_kind.then(|| f.kind.to_owned()));
        t.add_row(row);
    }
    let files = std::iter::once("FILE".to_owned()).chain(taken.iter().map(|t| short(&t.file)));
    let lines = table::lines(t);
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let row = |(line, file): (&String, String)| {
        let row = table::told(&format!("{line:width$} "), &file, "  ");
        row.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    };
    lines.iter().zip(files).map(row).collect()
}

/// The file with its folder: `46/person.csv`.
fn short(file: &Path) -> String {
    let mut parts: Vec<_> = file.iter().rev().take(2).map(|p| p.to_string_lossy()).collect();
    parts.reverse();
    parts.join("/")
}
