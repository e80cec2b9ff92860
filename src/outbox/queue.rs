//! The letters' way from pending to settled, a batch at a time.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Letter;
use crate::store::schema::letters;
use crate::store::{Db, Rows, on};

/// A letter that waits to be carried out.
#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
pub struct Pending {
    pub id: i64,
    pub fylke: String,
    pub to_name: String,
    pub to_address: String,
    pub language: String,
    pub subject: String,
    pub body: String,
    pub message_id: String,
    pub created: NaiveDateTime,
}

/// The oldest pending letters, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn pending(db: &mut Db, limit: i64) -> Result<Vec<Pending>> {
    Ok(on!(db, |c| letters::table
        .filter(letters::state.eq("pending"))
        .order(letters::id)
        .limit(limit)
        .select(Pending::as_select())
        .load(c))?)
}

/// Marks letters sent, or rejected where a reason is given; one that is no longer pending is left as it is.
///
/// # Errors
/// What the database says.
pub fn settle(db: &mut Db, marks: &[(i64, Option<String>)], now: NaiveDateTime) -> Result<()> {
    let state = |why: &Option<String>| if why.is_some() { "rejected" } else { "sent" }.to_owned();
    db.write(|db| {
        Rows::new()
            .int("id", marks.iter().map(|(id, _)| *id))
            .text("state", marks.iter().map(|(_, why)| state(why)))
            .text("detail", marks.iter().map(|(_, why)| why.clone()))
            .same("settled", now)
            .execute(
                db,
                "UPDATE letters SET state = v.state, detail = v.detail, settled = v.settled FROM {rows} \
                 WHERE letters.id = v.id AND letters.state = 'pending'",
            )?;
        Ok(())
    })
}

/// Those that a key already there does not keep from being posted.
///
/// # Errors
/// What the database says.
pub fn unposted(db: &mut Db, letters: &[Letter]) -> Result<Vec<Letter>> {
    let keys: Vec<_> = letters.iter().map(|l| &l.key).collect();
    let posted: Vec<String> =
        on!(db, |c| letters::table.filter(letters::key.eq_any(keys)).select(letters::key).load(c))?;
    Ok(letters.iter().filter(|l| !posted.contains(&l.key)).cloned().collect())
}

/// Which letters a bulk change is for; what is not given is no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    pub key: Option<String>,
    pub job: Option<String>,
    pub fylke: Option<String>,
}

/// Moves letters from one state to another; returns how many.
///
/// # Errors
/// What the database says.
pub fn restate(db: &mut Db, which: &Which, from: &str, to: &str) -> Result<usize> {
    let moved = db.write(|db| {
        Ok(on!(db, |c| {
            let mut wanted = diesel::update(letters::table).into_boxed().filter(letters::state.eq(from));
            if let Some(key) = &which.key {
                wanted = wanted.filter(letters::key.eq(key));
            }
            if let Some(job) = &which.job {
                wanted = wanted.filter(letters::job.eq(job));
            }
            if let Some(fylke) = &which.fylke {
                wanted = wanted.filter(letters::fylke.eq(fylke));
            }
            wanted.set(letters::state.eq(to)).execute(c)
        })?)
    })?;
    Ok(moved)
}
