//! Letters from one state to another outside their sending: many at once, each change kept with who and why.

use std::collections::HashSet;

use anyhow::Result;
use chrono::NaiveDateTime;

use super::LetterState;
use crate::store::{Db, One, Rows};

/// Who changes letters, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub actor: &'a str,
    pub now: NaiveDateTime,
}

/// What one letter becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Move {
    /// letters.id
    pub id: i64,
    pub key: String,
    pub from: LetterState,
    pub to: LetterState,
    /// Why it stands where it does from now on; never an address.
    pub detail: Option<String>,
    /// Where it goes from now on; none: as before.
    pub address: Option<String>,
    /// Kept with the change.
    pub reason: String,
    /// A person lets it go; with `late_ok` although its deadline has passed.
    pub released: bool,
    pub late_ok: bool,
}

/// States in which nothing more happens to a letter by itself.
const SETTLED: [LetterState; 3] = [LetterState::Sent, LetterState::GivenUp, LetterState::Dropped];

/// Writes them; a letter that somebody else has moved meanwhile is left as it is. Returns the ids of those moved.
/// A letter moved to pending begins its tries anew, and no late word of an earlier sender counts for it.
///
/// # Errors
/// What the database says.
pub fn move_letters(db: &mut Db, moves: &[Move], by: By) -> Result<HashSet<i64>> {
    let moved: Vec<One<i64>> = Rows::new()
        .same("at", by.now)
        .int("id", moves.iter().map(|m| m.id))
        .text("old", moves.iter().map(|m| m.from.to_string()))
        .text("new", moves.iter().map(|m| m.to.to_string()))
        .text("detail", moves.iter().map(|m| m.detail.clone()))
        .text("address", moves.iter().map(|m| m.address.clone()))
        .time("settled", moves.iter().map(|m| SETTLED.contains(&m.to).then_some(by.now)))
        .bool("freed", moves.iter().map(|m| m.released))
        .bool("late", moves.iter().map(|m| m.late_ok))
        .load(
            db,
            "UPDATE letters SET state = v.new, settled = v.settled, not_before = NULL, sender = NULL, detail = v.detail, \
               tries = CASE WHEN v.new = 'pending' AND v.old NOT IN ('held', 'pending') THEN 0 ELSE letters.tries END, \
               to_address = COALESCE(v.address, letters.to_address), late_ok = letters.late_ok OR v.late, \
               released = CASE WHEN v.freed THEN v.at ELSE letters.released END \
             FROM {rows} WHERE letters.id = v.id AND letters.state = v.old RETURNING letters.id AS id",
        )?;
    let moved: HashSet<i64> = moved.into_iter().map(|One(id)| id).collect();
    let kept: Vec<&Move> = moves.iter().filter(|m| moved.contains(&m.id)).collect();
    Rows::new()
        .text("item", kept.iter().map(|m| format!("letter:{}", m.key)))
        .same("at", by.now)
        .same("actor", by.actor)
        .text("from_state", kept.iter().map(|m| m.from.to_string()))
        .text("to_state", kept.iter().map(|m| m.to.to_string()))
        .text("reason", kept.iter().map(|m| m.reason.clone()))
        .insert(db, "outbox_changes", "")?;
    if kept.iter().any(|m| m.to == LetterState::Pending) {
        db.notify()?;
    }
    Ok(moved)
}
