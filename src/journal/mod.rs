//! What an attempt decided of each unit, append-only. A verdict is written when it is new or differs from the
//! last one for (job, fylke, unit), so a second run on unchanged data writes nothing. Never updates, never deletes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::domain::Key;
use crate::store::{Db, Rows, row};

/// One row of the trade that an attempt changed (or, in a plan, would change).
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Change {
    pub table: Cow<'static, str>,
    pub key: String,
    pub action: Cow<'static, str>,
    pub before: serde_json::Value,
    pub after: serde_json::Value,
}

impl Change {
    pub fn create(table: &'static str, key: impl Display, after: serde_json::Value) -> Self {
        let before = serde_json::Value::Null;
        Change { table: table.into(), key: key.to_string(), action: "create".into(), before, after }
    }

    pub fn update(
        table: &'static str,
        key: impl Display,
        before: serde_json::Value,
        after: serde_json::Value,
    ) -> Self {
        Change { table: table.into(), key: key.to_string(), action: "update".into(), before, after }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Acted,
    Left,
    Rejected,
}

impl Verdict {
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Acted => "acted",
            Verdict::Left => "left",
            Verdict::Rejected => "rejected",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub unit: Key,
    pub verdict: Verdict,
    pub reason: &'static str,
    /// Figures behind the reason, `name=value` separated by blanks.
    pub detail: String,
    pub changes: Vec<Change>,
}

row! {
    struct Last {
        unit: String,
        told: Option<String>,
    }
}

/// By attempt, which the key's index holds in order: attempts of one job and county follow one another.
const LAST: &str = "SELECT v.unit, (SELECT jo.verdict || ' ' || jo.reason || ' ' || jo.detail FROM journal jo \
    WHERE jo.job = v.job AND jo.fylke = v.fylke AND jo.unit = v.unit ORDER BY jo.attempt_id DESC LIMIT 1) AS told FROM {rows}";

/// Appends the entries that say something new; returns how many.
///
/// # Errors
/// What the database says.
pub fn append(db: &mut Db, attempt: i64, job: &str, fylke: &str, entries: &[Entry]) -> Result<usize> {
    let last = last(db, job, fylke, entries)?;
    let news: Vec<_> = entries.iter().filter(|e| says_something_new(e, &last)).collect();
    let count = news.len();
    Rows::new()
        .same("attempt_id", attempt)
        .same("job", job)
        .same("fylke", fylke)
        .text("verdict", news.iter().map(|e| e.verdict.code().to_owned()))
        .text("changes", news.iter().map(|e| changes(&e.changes)))
        .text("unit", news.iter().map(|e| e.unit.to_string()))
        .text("reason", news.iter().map(|e| e.reason.to_owned()))
        .text("detail", news.iter().map(|e| e.detail.clone()))
        .insert(db, "journal", "")?;
    Ok(count)
}

fn last(db: &mut Db, job: &str, fylke: &str, entries: &[Entry]) -> Result<HashMap<String, String>> {
    let asked = entries.iter().filter(|e| e.verdict != Verdict::Acted);
    let found: Vec<Last> = Rows::new()
        .same("job", job)
        .same("fylke", fylke)
        .text("unit", asked.map(|e| e.unit.to_string()))
        .load(db, LAST)?;
    Ok(found.into_iter().filter_map(|l| Some((l.unit, l.told?))).collect())
}

const LAST_BEFORE: &str = "SELECT v.unit, (SELECT jo.verdict FROM journal jo \
    WHERE jo.job = v.job AND jo.fylke = v.fylke AND jo.unit = v.unit AND jo.attempt_id <> v.attempt_id \
    ORDER BY jo.attempt_id DESC LIMIT 1) AS told FROM {rows}";

/// Of these units those that were acted on when they were last told of, by another attempt than this.
///
/// # Errors
/// What the database says.
pub fn acted_before(
    db: &mut Db,
    (job, fylke): (&str, &str),
    attempt: i64,
    units: Vec<String>,
) -> Result<BTreeSet<String>> {
    let found: Vec<Last> = Rows::new()
        .same("attempt_id", attempt)
        .same("job", job)
        .same("fylke", fylke)
        .text("unit", units)
        .load(db, LAST_BEFORE)?;
    let acted = |l: Last| (l.told.as_deref() == Some(Verdict::Acted.code())).then_some(l.unit);
    Ok(found.into_iter().filter_map(acted).collect())
}

/// The detail of a unit that was changed in part: what was left of it, and why. Left again for the same, it is no news.
pub fn left_of_it(reason: &str, detail: &str) -> String {
    format!("igjen={reason} {detail}")
}

fn says_something_new(entry: &Entry, last: &HashMap<String, String>) -> bool {
    let Entry { verdict, reason, detail, .. } = entry;
    let told = |last: &String| match last.strip_prefix("acted ").and_then(|acted| acted.split_once(' ')) {
        Some((_, before)) => *verdict == Verdict::Left && before == left_of_it(reason, detail),
        None => *last == format!("{} {reason} {detail}", verdict.code()),
    };
    *verdict == Verdict::Acted || !last.get(&entry.unit.to_string()).is_some_and(told)
}

fn changes(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "[]".into();
    }
    serde_json::to_string(changes).expect("changes hold only JSON values")
}
