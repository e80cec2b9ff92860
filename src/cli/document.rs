//! The JSON documents and the lines for people that several commands share.

use serde_json::{Value, json};

use crate::attempt::Tally;

/// What is counted of the candidates.
pub fn tally(t: &Tally) -> Value {
    json!({"seen": t.seen, "acted": t.acted, "unchanged": t.unchanged, "left": t.left, "rejected": t.rejected})
}

/// `{"schema":1, NAME: VALUE}`.
pub fn document(name: &str, value: impl serde::Serialize) -> Value {
    json!({"schema": 1, name: value})
}

/// As `document`, of a list that may have been cut: how many are in it, and how many there are.
pub fn list(name: &str, items: Vec<Value>, total: i64) -> Value {
    json!({"schema": 1, "shown": items.len(), "total": total, name: items})
}

/// `seen 412  acted 118  unchanged 0  left 294  rejected 0`, and below it what goes out.
pub fn figures(t: &Tally) -> String {
    let left: u64 = t.left.values().sum();
    let (seen, acted, unchanged, rejected) = (t.seen, t.acted, t.unchanged, t.rejected);
    let mut text =
        format!("seen {seen}  acted {acted}  unchanged {unchanged}  left {left}  rejected {rejected}");
    let out = [("letters", t.letters), ("deposits", t.deposits)];
    let out: Vec<_> = out.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what} {n}")).collect();
    if !out.is_empty() {
        text += &format!("\n  {}", out.join("  "));
    }
    text
}

/// `HAR_KONTRAKT 237, IKKE_KVALIFISERT 57`, the most first.
pub fn counts(of: &std::collections::BTreeMap<String, u64>) -> String {
    let mut sorted: Vec<_> = of.iter().collect();
    sorted.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), name.as_str().to_owned()));
    sorted.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
}
