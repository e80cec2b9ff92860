//! A database that came from a back-up: what may have left since is held, held against a witness, and the rest is a
//! person's. Nothing leaves by itself until a person says that all is accounted for.

use anyhow::Result;
use chrono::NaiveDateTime;
use serde::Serialize;

use super::deposits::DepositState;
use super::{By, Grunn, LetterState, Move, move_letters};
use crate::oslo::text_if_any;
use crate::store::{Db, Rows, Value, execute, first, load, row, value};

/// What is on hold since a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Doubtful {
    /// When the tool was told, in UTC; none where all is accounted for.
    #[serde(serialize_with = "text_if_any")]
    pub since: Option<NaiveDateTime>,
    pub letters: i64,
    pub documents: i64,
}

row! {
    struct Letter {
        id: i64,
        key: String,
        state: LetterState,
    }

    struct Document {
        id: i64,
        key: String,
        state: DepositState,
    }
}

/// When the database was last restored, in UTC, if not all that may have left since is accounted for.
///
/// # Errors
/// What the database says.
pub fn restored(db: &mut Db) -> Result<Option<NaiveDateTime>> {
    let sql = "SELECT at FROM restores WHERE closed IS NULL ORDER BY id DESC LIMIT 1";
    value(db, sql, &[])
}

/// Holds every letter and document that may have left since the copy was made. Done again, it holds again what has been
/// released since: the database may have been restored again.
///
/// # Errors
/// What the database says.
pub fn restore(db: &mut Db, by: By, reason: &str) -> Result<()> {
    db.write(|db| {
        execute(db, "UPDATE restores SET closed = $1 WHERE closed IS NULL", &[by.now.into()])?;
        let told = [by.now.into(), by.actor.into(), reason.into()];
        execute(db, "INSERT INTO restores (at, actor, reason) VALUES ($1, $2, $3)", &told)?;
        let waiting = letters(db, "state IN ('pending', 'sending', 'no_address')", &[])?;
        let held = waiting.iter().map(|l| Move {
            to: LetterState::Held,
            detail: Some(Grunn::Gjenopprettet.code().into()),
            reason: reason.to_owned(),
            ..moved(l)
        });
        move_letters(db, &held.collect::<Vec<_>>(), by)?;
        hold_documents(db, by.now, by, reason)?;
        Ok(())
    })
}

fn letters(db: &mut Db, clause: &str, binds: &[Value]) -> Result<Vec<Letter>> {
    load(db, &format!("SELECT id, key, state FROM letters WHERE {clause} ORDER BY id"), binds)
}

fn moved(l: &Letter) -> Move {
    Move { id: l.id, key: l.key.clone(), from: l.state, ..Move::default() }
}

/// Holds the documents that would be handed out and that nobody has let go since the database was restored (UTC).
///
/// # Errors
/// What the database says.
pub fn hold_documents(db: &mut Db, restored: NaiveDateTime, by: By, reason: &str) -> Result<usize> {
    let sql = "SELECT id, document_id AS key, state FROM deposits WHERE state IN ('pending', 'handed_out', 'failed')
        AND (released IS NULL OR released < $1) ORDER BY id";
    let waiting: Vec<Document> = load(db, sql, &[restored.into()])?;
    Rows::new()
        .text("item", waiting.iter().map(|d| format!("deposit:{}", d.key)))
        .same("at", by.now)
        .same("actor", by.actor)
        .text("from_state", waiting.iter().map(|d| d.state.to_string()))
        .same("to_state", DepositState::Held)
        .same("reason", reason)
        .insert(db, "outbox_changes", "")?;
    Rows::new().same("why", Grunn::Gjenopprettet.code()).int("id", waiting.iter().map(|d| d.id)).execute(
        db,
        "UPDATE deposits SET state = 'held', detail = v.why, lease_until = NULL, not_before = NULL FROM {rows} \
         WHERE deposits.id = v.id",
    )
}

/// Keeps that letters with these Message-IDs have left: those on hold are sent, those posted later are not sent again.
/// Returns how many of those on hold there are.
///
/// # Errors
/// What the database says.
pub fn witness(db: &mut Db, message_ids: &[String], by: By) -> Result<usize> {
    db.write(|db| {
        Rows::new().text("message_id", message_ids.iter().cloned()).same("at", by.now).insert(
            db,
            "witnessed",
            "ON CONFLICT (message_id) DO NOTHING",
        )?;
        let clause =
            "state = 'held' AND detail = $1 AND message_id IN (SELECT w.message_id FROM witnessed w)";
        let left = letters(db, clause, &[Grunn::Gjenopprettet.code().into()])?;
        let reason = "a witness knows that it has left";
        let sent: Vec<_> =
            left.iter().map(|l| Move { to: LetterState::Sent, reason: reason.into(), ..moved(l) }).collect();
        Ok(move_letters(db, &sent, by)?.len())
    })
}

/// All is accounted for: from now on letters and documents leave by themselves again.
///
/// # Errors
/// What the database says.
pub fn accounted_for(db: &mut Db, now: NaiveDateTime) -> Result<()> {
    db.write(|db| {
        execute(db, "UPDATE restores SET closed = $1 WHERE closed IS NULL", &[now.into()])?;
        db.notify()
    })
}

/// What is on hold since the database was restored.
///
/// # Errors
/// What the database says.
pub fn doubtful(db: &mut Db) -> Result<Doubtful> {
    row! {
        struct Held {
            letters: i64,
            documents: i64,
        }
    }
    let sql = "SELECT (SELECT count(*) FROM letters WHERE state = 'held' AND detail = $1) AS letters,
        (SELECT count(*) FROM deposits WHERE state = 'held' AND detail = $1) AS documents";
    let held = first::<Held>(db, sql, &[Grunn::Gjenopprettet.code().into()])?;
    let (letters, documents) = held.map_or((0, 0), |h| (h.letters, h.documents));
    Ok(Doubtful { since: restored(db)?, letters, documents })
}
