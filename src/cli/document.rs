//! The JSON documents and the lines for people that several commands share.

use serde_json::{Value, json};

use crate::routine::Tally;

/// What is counted of the candidates.
pub fn tally(t: &Tally) -> Value {
    json!({"seen": t.seen, "acted": t.acted, "unchanged": t.unchanged, "left": t.left, "rejected": t.rejected})
}

/// `{"schema":1, NAME: VALUE}`.
pub fn document(name: &str, value: impl serde::Serialize) -> Value {
    json!({"schema": 1, name: value})
}

/// `seen 412  acted 118  unchanged 0  left 294  rejected 0  letters 113`.
pub fn figures(t: &Tally) -> String {
    let left: u64 = t.left.values().sum();
    let mut line = format!(
        "seen {}  acted {}  unchanged {}  left {left}  rejected {}  letters {}",
        t.seen, t.acted, t.unchanged, t.rejected, t.letters
    );
    if t.deposits > 0 {
        line += &format!("  deposits {}", t.deposits);
    }
    line
}

/// `HAR_KONTRAKT 237, IKKE_KVALIFISERT 57`, the most first.
pub fn counts(of: &std::collections::BTreeMap<String, u64>) -> String {
    let mut sorted: Vec<_> = of.iter().collect();
    sorted.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), name.as_str().to_owned()));
    sorted.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
}
