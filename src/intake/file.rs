//! One file from its first line to its row in `intakes`.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::chunk::{self, Rejected, Row};
use super::doubles::Doubles;
use super::newer::Newer;
use super::rejects::{Kept, Rejects};
use super::source::{Source, shown};
use super::upsert::Plan;
use super::versions::was_taken_whole;
use super::{Options, Reason, Reject, Taken};
use crate::domain::{counted, hex};
use crate::store::{Db, Value, execute};

const CHUNK_LINES_MAX: usize = 1_000;
const CHUNK_BYTES_MAX: usize = 4 * 1024 * 1024;
const REJECTS_SHOWN_MAX: usize = 100;
const REASONS_SHOWN_MAX: usize = 20;
const LINES_SHOWN_MAX: usize = 5;

/// Knows what it has let through.
struct Hashing {
    file: File,
    digest: Sha256,
}

impl Read for &mut Hashing {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(into)?;
        self.digest.update(&into[..n]);
        Ok(n)
    }
}

/// Takes one file in.
pub fn take(
    db: &mut Db,
    source: &Source,
    options: &Options,
    in_use: &HashSet<PathBuf>,
    progress: &mut dyn FnMut(&Path, u64),
) -> Result<Taken> {
    let mut taken = nothing_yet(source);
    if source.is_of_rejects && was_taken_whole(db, &source.digest()?)? {
        // Its source may say something newer by now.
        taken.notes.push("was taken in whole before, and is not read again; it may be deleted".into());
        return Ok(taken);
    }
    let name = shown(&source.path);
    let file = File::open(&source.path).with_context(|| format!("`{name}` cannot be opened"))?;
    let mut input = Hashing { file, digest: Sha256::new() };
    let mut rejects = Rejects::new(source);
    let plan = Plan::new(source, options);
    chunks(db, source, &plan, &mut input, &mut taken, &mut rejects, progress).with_context(|| {
        format!(
            "`{name}` was stopped after {}, which stay; take the file in again",
            counted(taken.lines, "line")
        )
    })?;
    let kept = rejects.finish(db, in_use)?;
    tell_kept(&mut taken, source, &kept);
    taken.rejects_file = kept.file;
    tell_unserved(&mut taken, &options.fylker);
    tell_none(&mut taken, source);
    if taken.zeros > 0 {
        taken.warnings.push(format!(
            "on {} a county's or a kommune's number lacks its leading zero, as spreadsheets drop it; read as `03` \
             and `0301`",
            counted(taken.zeros, "line")
        ));
    }
    record(db, source, options, &taken, &hex(&input.digest.finalize()), kept.digest)?;
    Ok(taken)
}

fn nothing_yet(source: &Source) -> Taken {
    Taken {
        file: source.path.clone(),
        kind: source.kind.name,
        encoding: source.encoding,
        profile: source.profile,
        warnings: source.warnings.clone(),
        lines: 0,
        taken: 0,
        unchanged: 0,
        rejected: 0,
        rejects: vec![],
        reasons: vec![],
        rejects_file: None,
        unserved: BTreeMap::new(),
        ignored: source.ignored.clone(),
        zeros: 0,
        lifted: vec![],
        notes: vec![],
        lacks_lines: false,
    }
}

fn chunks(
    db: &mut Db,
    source: &Source,
    plan: &Plan,
    input: &mut Hashing,
    taken: &mut Taken,
    rejects: &mut Rejects,
    progress: &mut dyn FnMut(&Path, u64),
) -> Result<()> {
    let newer = newer_numbers(source, plan)?;
    let mut records = source.records(input)?;
    let mut doubles = Doubles::default();
    let mut more = true;
    while more {
        let (mut rows, mut rejected, mut bytes): (Vec<Row>, Vec<Rejected>, usize) = (vec![], vec![], 0);
        while rows.len() + rejected.len() < CHUNK_LINES_MAX && bytes < CHUNK_BYTES_MAX {
            let Some(record) = records.next()? else {
                more = false;
                break;
            };
            bytes += record.cells.iter().map(String::len).sum::<usize>();
            match chunk::row(plan, source.header.len(), record) {
                Ok(row) => {
                    if let Some(nr) = plan.unserved(&row) {
                        *taken.unserved.entry(nr.to_owned()).or_default() += 1;
                    }
                    taken.zeros += u64::from(row.has_zero_back);
                    rows.push(row);
                }
                Err(bad) => rejected.push(bad),
            }
        }
        let lines = rows.len() + rejected.len();
        let mut outcome = if rows.is_empty() {
            chunk::Outcome::default()
        } else {
            chunk::put(db, plan, &newer, rows, &mut doubles)?
        };
        rejected.append(&mut outcome.rejected);
        taken.lines += lines as u64;
        taken.taken += outcome.taken;
        taken.unchanged += outcome.unchanged;
        taken.lifted.append(&mut outcome.lifted);
        leave_out(rejected, taken, rejects)?;
        progress(&source.path, taken.lines);
    }
    Ok(())
}

/// Of persons the file is read twice: which numbers stand in it is asked before a line is written.
fn newer_numbers(source: &Source, plan: &Plan) -> Result<Newer> {
    let mut newer = Newer::default();
    if !plan.kind.is_person {
        return Ok(newer);
    }
    let mut records = source.records(File::open(&source.path)?)?;
    while let Some(record) = records.next()? {
        if let Ok(row) = chunk::row(plan, source.header.len(), record) {
            newer.note(plan, &row);
        }
    }
    Ok(newer)
}

fn tell_unserved(taken: &mut Taken, served: &[String]) {
    let told = taken.unserved.iter().map(|(nr, lines)| {
        let are = if *lines == 1 { "is" } else { "are" };
        let lines = counted(lines, "line");
        format!(
            "{lines} {are} of fylke {nr}, which is not served here (`fylker` of the settings names {}): no run looks \
             at such lines until it is; add \"{nr}\" to `fylker`, or take in the files of the counties served",
            served.join(", ")
        )
    });
    let told: Vec<_> = told.collect();
    taken.warnings.extend(told);
}

fn leave_out(mut rejected: Vec<Rejected>, taken: &mut Taken, rejects: &mut Rejects) -> Result<()> {
    rejected.sort_by_key(|r| r.reject.line);
    for one in rejected {
        rejects.add(&one)?;
        taken.rejected += 1;
        count(&one.reject, &mut taken.reasons);
        if taken.rejects.len() < REJECTS_SHOWN_MAX {
            taken.rejects.push(one.reject);
        }
    }
    Ok(())
}

/// That there is none of something may be so; a register without anybody in it is a failed export.
fn tell_none(taken: &mut Taken, source: &Source) {
    match (taken.lines, source.kind.may_be_none) {
        (1.., _) => {}
        (0, true) => taken.notes.push("has a header and no lines; there may be none of this kind".into()),
        (0, false) => {
            taken.lacks_lines = true;
            taken.warnings.push(
                "has a header and no lines: was it still being written, or did the export fail?".into(),
            );
        }
    }
}

/// Adds a line to those of its reason.
fn count(reject: &Reject, reasons: &mut Vec<Reason>) {
    let same = |r: &Reason| r.reason == reject.reason && r.column == reject.column;
    match reasons.iter().position(same) {
        Some(at) => {
            let reason = &mut reasons[at];
            reason.count += 1;
            if reason.lines.len() < LINES_SHOWN_MAX {
                reason.lines.push(reject.line);
            }
        }
        None if reasons.len() < REASONS_SHOWN_MAX => {
            let Reject { line, column, reason } = reject.clone();
            reasons.push(Reason { column, reason, count: 1, lines: vec![line] });
        }
        None => {}
    }
}

/// Somebody's own work on rejected lines: where it stands, and when it is done with.
fn tell_kept(taken: &mut Taken, source: &Source, kept: &Kept) {
    for file in &kept.kept {
        taken.warnings.push(format!(
            "`{0}` is not as this database wrote it, and is kept: take it in (`rutine intake {0}`), or delete it",
            shown(file)
        ));
    }
    if source.is_of_rejects && taken.rejected == 0 && taken.lines > 0 {
        taken.notes.push("every line of it is taken in; it may be deleted".into());
    }
}

fn record(
    db: &mut Db,
    source: &Source,
    options: &Options,
    taken: &Taken,
    sha256: &str,
    rejects_sha256: Option<String>,
) -> Result<()> {
    let count = |n: u64| Value::from(i64::try_from(n).unwrap_or(i64::MAX));
    let values = [
        sha256.into(),
        source.name().into(),
        source.kind.name.into(),
        source.encoding.name().into(),
        count(taken.lines),
        count(taken.taken),
        count(taken.unchanged),
        count(taken.rejected),
        options.actor.as_str().into(),
        options.now.into(),
        rejects_sha256.into(),
    ];
    let sql = "INSERT INTO intakes (sha256, file, kind, encoding, lines, taken, unchanged, rejected, actor, at, \
               rejects_sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    db.write(|db| execute(db, sql, &values)).context("cannot record the intake")?;
    tracing::info!(
        kind = source.kind.name,
        lines = taken.lines,
        taken = taken.taken,
        unchanged = taken.unchanged,
        rejected = taken.rejected,
        "took in a file"
    );
    Ok(())
}
