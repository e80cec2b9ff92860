//! The fence: every transaction of an attempt begins by showing that it still holds its run.
//! A holder that lost its lease finds no row and rolls back.

use anyhow::Result;
use chrono::TimeDelta;

use crate::store::{Db, execute};

#[derive(Clone, Copy, Debug)]
pub struct Fence {
    pub run: i64,
    pub attempt: i64,
    pub number: i64,
    pub lease_seconds: i64,
}

/// Another process took the run over.
#[derive(Debug, thiserror::Error)]
#[error("another process has taken this run over; nothing more is written here")]
pub struct LostLease;

impl Fence {
    /// Renews the lease and locks the run's row until this transaction ends.
    ///
    /// # Errors
    /// `LostLease`, or the connection is lost.
    pub fn hold(&self, db: &mut Db) -> Result<()> {
        let until = db.now()? + TimeDelta::seconds(self.lease_seconds);
        let sql = "UPDATE runs SET lease_until = $1 WHERE id = $2 AND fence = $3 AND state = 'running'";
        match execute(db, sql, &[until.into(), self.run.into(), self.number.into()])? {
            0 => Err(LostLease.into()),
            _ => Ok(()),
        }
    }
}
