//! A document's way to the archive: claimed for a while, handed out, acknowledged; or failed, and tried again later.

mod answer;
mod retry;
mod state;
mod whom;

pub use answer::{Answer, Answered, answer};
pub use retry::{RETRIABLE, Redo, retry};
pub use state::DepositState;
pub use whom::{Whom, whom};

use anyhow::{Result, anyhow};
use chrono::NaiveDateTime;

use super::Dokument;
use crate::store::{Db, execute, first, load, row};

row! {
    /// A document that is to be made and handed out, or shown.
    #[derive(Clone, Debug)]
    pub struct Claimed {
        pub id: i64,
        pub document_id: String,
        pub fylke: String,
        pub document_type: String,
        pub title: String,
        content: String,
        pub created: NaiveDateTime,
    }
}

impl Claimed {
    /// What it says.
    ///
    /// # Errors
    /// The row holds something else than a document.
    pub fn dokument(&self) -> Result<Dokument> {
        read(&self.content)
    }
}

/// A document as it is kept; the message repeats nothing of it.
///
/// # Errors
/// It is none.
pub fn read(content: &str) -> Result<Dokument> {
    serde_json::from_str(content).map_err(|e| {
        anyhow!("the document's content cannot be read (line {}, column {})", e.line(), e.column())
    })
}

/// Whose documents to claim, until when, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    pub fylke: &'a str,
    /// Document types; none: all.
    pub types: &'a [String],
    pub limit: i64,
    pub now: NaiveDateTime,
    pub lease_until: NaiveDateTime,
    pub handed_to: &'a str,
}

/// What may be handed out: the new ones, those nobody acknowledged in time, those that failed and whose wait is over.
/// The states stand as the index `deposits_waiting` has them.
const DUE: &str = "fylke = $1 AND state IN ('pending', 'handed_out', 'failed') AND (state = 'pending'
    OR (state = 'handed_out' AND lease_until <= $2) OR (state = 'failed' AND not_before <= $2))";

const COLUMNS: &str = "id, document_id, fylke, document_type, title, content, created";

/// Takes the oldest that are due, in one statement: no two processes get the same one while its lease lasts.
///
/// # Errors
/// What the database says.
pub fn claim(db: &mut Db, by: &Claim) -> Result<Vec<Claimed>> {
    let others = db.locking("FOR UPDATE SKIP LOCKED");
    let sql = format!(
        "WITH due AS (SELECT id AS due_id FROM deposits WHERE {DUE} AND ($6 OR document_type = ANY($7)) ORDER BY id LIMIT $3 {others})
         UPDATE deposits SET state = 'handed_out', tries = tries + 1, lease_until = $4, handed_to = $5,
           not_before = NULL, detail = NULL, settled = NULL
         WHERE id IN (SELECT due_id FROM due) RETURNING {COLUMNS}"
    );
    let (all, types) = (by.types.is_empty(), by.types.into());
    let (now, lease_until) = (by.now.into(), by.lease_until.into());
    let binds = [by.fylke.into(), now, by.limit.into(), lease_until, by.handed_to.into(), all.into(), types];
    let mut claimed: Vec<Claimed> = load(db, &sql, &binds)?;
    claimed.sort_by_key(|c| c.id);
    Ok(claimed)
}

/// One document, whatever its state.
///
/// # Errors
/// What the database says.
pub fn find(db: &mut Db, document_id: &str) -> Result<Option<Claimed>> {
    let sql = format!("SELECT {COLUMNS} FROM deposits WHERE document_id = $1");
    first(db, &sql, &[document_id.into()])
}

/// Notes the digest of the file that is about to be handed out. Nothing, where somebody else has claimed it meanwhile.
///
/// # Errors
/// What the database says.
pub fn note_digest(db: &mut Db, id: i64, lease_until: NaiveDateTime, sha256: &str) -> Result<()> {
    let sql = "UPDATE deposits SET sha256 = $3 WHERE id = $1 AND state = 'handed_out' AND lease_until = $2";
    execute(db, sql, &[id.into(), lease_until.into(), sha256.into()])?;
    Ok(())
}

/// Gives back what could not be handed out for a reason that is not the document's.
///
/// # Errors
/// What the database says.
pub fn give_back(db: &mut Db, ids: &[i64], lease_until: NaiveDateTime) -> Result<()> {
    let sql =
        "UPDATE deposits SET state = 'pending', tries = tries - 1, lease_until = NULL, handed_to = NULL,
          sha256 = CASE WHEN tries = 1 THEN NULL ELSE sha256 END
        WHERE id = ANY($1) AND state = 'handed_out' AND lease_until = $2";
    execute(db, sql, &[ids.into(), lease_until.into()])?;
    Ok(())
}
