//! What a routine may say of its letters at the last moment: that some are no longer due.

use anyhow::Result;
use chrono::NaiveDateTime;

use crate::domain::Key;
use crate::store::Db;

/// A letter about to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// letters.id.
    pub id: i64,
    pub key: String,
    /// What tells it from others of the same purpose, as its draft had it.
    pub sak: String,
    pub fylke: String,
    pub unit: Key,
    pub purpose: String,
}

/// A letter that is not sent after all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// letters.id, one of those asked about.
    pub id: i64,
    /// Why, as people read it in the outbox; names no person.
    pub reason: &'static str,
}

/// Asked moments before letters are sent, a batch of one routine's at a time; it only reads. `now` is UTC.
/// An error keeps the whole batch from being sent.
pub type StillDue = fn(&mut Db, &[Outgoing], NaiveDateTime) -> Result<Vec<Dropped>>;
