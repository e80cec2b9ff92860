//! The JSON documents and the lines for people that several commands share.

use serde::Serialize;
use serde_json::{Value, json};

use crate::attempt::Tally;

/// `{"schema":1, NAME: VALUE}`.
pub fn document(name: &str, value: impl Serialize) -> Value {
    json!({"schema": 1, name: value})
}

/// As `document`, of a list that may have been cut: how many are in it, how many there are, and whether those are fewer.
pub fn list(name: &str, items: &[impl Serialize], total: i64) -> Value {
    let is_cut = i64::try_from(items.len()).is_ok_and(|shown| shown < total);
    json!({"schema": 1, "shown": items.len(), "total": total, "truncated": is_cut, name: items})
}

/// As `list`, of one that nothing cuts.
pub fn whole_list(name: &str, items: &[impl Serialize]) -> Value {
    list(name, items, i64::try_from(items.len()).unwrap_or(i64::MAX))
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
