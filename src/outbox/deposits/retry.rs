//! A person sends documents on their way again.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::DepositState;
use crate::store::schema::deposits;
use crate::store::{Db, Rows, on};

/// The states that wait for a person, or that a person need not wait for.
pub const STUCK: [DepositState; 3] = [DepositState::Declined, DepositState::Failed, DepositState::GivenUp];

/// May have been handed out before the database was restored: let go only where that is asked for by name.
const HELD: DepositState = DepositState::Held;

/// Those that can be asked for by name, as people write them.
pub const RETRIABLE: &[&str] = &[STUCK[0].code(), STUCK[1].code(), STUCK[2].code(), HELD.code()];

/// Which documents to try again, and who says so. What is not given is no limit.
#[derive(Clone, Copy, Debug)]
pub struct Redo<'a> {
    pub document_id: Option<&'a str>,
    /// Any of these; none is no limit.
    pub fylke: &'a [String],
    pub document_type: Option<&'a str>,
    pub state: Option<DepositState>,
    pub actor: &'a str,
    pub reason: &'a str,
}

/// Makes declined, failed and given up documents pending anew, their ladder from the bottom; keeps who and why.
/// Returns how many.
///
/// # Errors
/// What the database says.
pub fn retry(db: &mut Db, by: &Redo, now: NaiveDateTime) -> Result<usize> {
    db.write(|db| {
        let stuck = stuck(db, by)?;
        let ids: Vec<i64> = stuck.iter().map(|(id, ..)| *id).collect();
        Rows::new()
            .text("item", stuck.iter().map(|(_, document_id, _)| format!("deposit:{document_id}")))
            .same("at", now)
            .same("actor", by.actor)
            .text("from_state", stuck.iter().map(|(.., state)| state.to_string()))
            .same("to_state", DepositState::Pending)
            .same("reason", by.reason)
            .insert(db, "outbox_changes", "")?;
        Rows::new().same("at", now).int("id", ids).execute(
            db,
            "UPDATE deposits SET state = 'pending', tries = 0, not_before = NULL, lease_until = NULL, settled = NULL,
               detail = NULL, released = v.at FROM {rows} WHERE deposits.id = v.id",
        )
    })
}

/// Number, document id and state, the rows held until the transaction ends.
fn stuck(db: &mut Db, by: &Redo) -> Result<Vec<(i64, String, DepositState)>> {
    let all: Vec<DepositState> = STUCK.into_iter().chain([HELD]).collect();
    let states = match by.state {
        Some(state) => all.into_iter().filter(|s| *s == state).collect(),
        None if by.document_id.is_some() => all,
        None => STUCK.to_vec(),
    };
    let columns = (deposits::id, deposits::document_id, deposits::state);
    let found = on!(db, |c| {
        let mut wanted = deposits::table.select(columns).filter(deposits::state.eq_any(states)).into_boxed();
        if let Some(document_id) = by.document_id {
            wanted = wanted.filter(deposits::document_id.eq(document_id));
        }
        if !by.fylke.is_empty() {
            wanted = wanted.filter(deposits::fylke.eq_any(by.fylke));
        }
        if let Some(document_type) = by.document_type {
            wanted = wanted.filter(deposits::document_type.eq(document_type));
        }
        wanted.order(deposits::id).load(c)
    })?;
    Ok(found)
}
