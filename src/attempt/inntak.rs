//! What must have been taken in beside a routine's candidates before a verdict on them means anything: of applicants without a
//! single wish, none is left for a reason of their own.

use anyhow::Result;

use crate::store::{Db, exists};

/// One kind of file that the county and year must have lines of.
#[derive(Debug)]
pub struct Inntak {
    /// `wishes`.
    pub called: &'static str,
    pub file: &'static str,
    /// Is there any of it? Of the county, $1, and the year, $2.
    pub is_there: &'static str,
}

impl Inntak {
    /// `no wishes of 2026`.
    pub fn none(&self, ar: i64) -> String {
        format!("no {} of {ar}", self.called)
    }

    /// What is to be done, and what to type.
    pub fn first(&self) -> String {
        format!("take in `{}` (`rutine intake FOLDER`)", self.file)
    }
}

/// The first of these that there is nothing of.
///
/// # Errors
/// What the database says.
pub fn not_taken_in(
    db: &mut Db,
    kinds: &[&'static Inntak],
    fylke: &str,
    ar: i64,
) -> Result<Option<&'static Inntak>> {
    for kind in kinds {
        if !exists(db, kind.is_there, &[fylke.into(), ar.into()])? {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}
