//! What the archive answered, and what becomes of the document.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::DepositState;
use crate::domain::Ladder;
use crate::store::schema::deposits;
use crate::store::{Db, locked, on};

/// What the archive says of a document.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It has it, under this reference if it told one.
    Archived(Option<String>),
    /// It will not have it: never tried again by itself.
    Declined(String),
    /// It could not take it now.
    Failed(String),
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    Unknown,
    Archived,
    Declined,
    /// It is handed out again from this instant.
    Failed(NaiveDateTime),
    /// It has failed as often as it may: a person decides.
    GivenUp,
    /// It was told before, and stands as it did.
    AsBefore(DepositState),
    /// The document's state is one that such an answer does not fit.
    Refused(DepositState),
}

struct Standing {
    id: i64,
    state: DepositState,
    tries: i64,
    /// A file of it has been handed out at some time.
    has_left: bool,
}

/// Takes the archive's answer. `ladder`: the wait after each failure; once spent, the document is a person's.
/// An archived document stays archived, whatever comes afterwards.
///
/// # Errors
/// What the database says.
pub fn answer(
    db: &mut Db,
    document_id: &str,
    answer: &Answer,
    ladder: &Ladder,
    now: NaiveDateTime,
) -> Result<Answered> {
    db.write(|db| {
        let Some(standing) = standing(db, document_id)? else { return Ok(Answered::Unknown) };
        let outcome = outcome(answer, &standing, ladder, now);
        let (state, not_before) = match outcome {
            Answered::Archived => (DepositState::Archived, None),
            Answered::Declined => (DepositState::Declined, None),
            Answered::Failed(at) => (DepositState::Failed, Some(at)),
            Answered::GivenUp => (DepositState::GivenUp, None),
            _ => return Ok(outcome),
        };
        let (reference, detail) = match answer {
            Answer::Archived(reference) => (reference.as_deref(), None),
            Answer::Declined(why) | Answer::Failed(why) => (None, Some(why)),
        };
        on!(db, |c| diesel::update(deposits::table.find(standing.id))
            .set((
                deposits::state.eq(state),
                deposits::detail.eq(detail),
                deposits::not_before.eq(not_before),
                deposits::lease_until.eq(None::<NaiveDateTime>),
                deposits::reference.eq(reference),
                deposits::settled.eq(now),
            ))
            .execute(c))?;
        Ok(outcome)
    })
}

/// The row is held until the transaction ends.
fn standing(db: &mut Db, document_id: &str) -> Result<Option<Standing>> {
    let columns = (deposits::id, deposits::state, deposits::tries, deposits::sha256.is_not_null());
    let wanted = deposits::table.filter(deposits::document_id.eq(document_id)).select(columns);
    let found: Option<(i64, DepositState, i64, bool)> = locked!(db, wanted => first).optional()?;
    Ok(found.map(|(id, state, tries, has_left)| Standing { id, state, tries, has_left }))
}

fn outcome(answer: &Answer, s: &Standing, ladder: &Ladder, now: NaiveDateTime) -> Answered {
    use DepositState::{Archived, Declined, Failed, GivenUp, HandedOut, Held};
    match (answer, s.state) {
        (Answer::Archived(_), Archived)
        | (Answer::Declined(_), Declined)
        | (Answer::Failed(_), Failed | GivenUp) => Answered::AsBefore(s.state),
        // Whatever was said or waited for meanwhile: the archive has it.
        (Answer::Archived(_), state) if s.has_left || [HandedOut, Held].contains(&state) => {
            Answered::Archived
        }
        (Answer::Declined(_), HandedOut | Failed | Held) => Answered::Declined,
        (Answer::Failed(_), HandedOut) => {
            ladder.after(s.tries).map_or(Answered::GivenUp, |wait| Answered::Failed(now + wait))
        }
        _ => Answered::Refused(s.state),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn an_answer_fits_a_state_or_is_refused() {
        let now = NaiveDateTime::default();
        let archived = Answer::Archived(None);
        let declined = Answer::Declined("no".into());
        let failed = Answer::Failed("down".into());
        let named = |code: &str| DepositState::named(code).unwrap();
        let check = |answer: &Answer, state: &str, tries: i64, expected: Answered| {
            let s = Standing { id: 1, state: named(state), tries, has_left: tries > 0 };
            assert_eq!(
                outcome(answer, &s, &Ladder::new([15, 60]), now),
                expected,
                "{answer:?} {state} {tries}"
            );
        };
        let at = |minutes| Answered::Failed(now + TimeDelta::minutes(minutes));
        let (before, refused) =
            (|s: &str| Answered::AsBefore(named(s)), |s: &str| Answered::Refused(named(s)));
        check(&archived, "handed_out", 1, Answered::Archived);
        check(&archived, "archived", 1, before("archived"));
        for state in ["failed", "declined", "given_up", "pending"] {
            check(&archived, state, 1, Answered::Archived);
        }
        check(&archived, "pending", 0, refused("pending"));
        check(&archived, "held", 0, Answered::Archived);
        check(&declined, "handed_out", 1, Answered::Declined);
        check(&declined, "declined", 1, before("declined"));
        check(&declined, "archived", 1, refused("archived"));
        check(&declined, "pending", 0, refused("pending"));
        check(&failed, "handed_out", 1, at(15));
        check(&failed, "handed_out", 2, at(60));
        check(&failed, "handed_out", 3, Answered::GivenUp);
        check(&failed, "failed", 1, before("failed"));
        check(&failed, "archived", 1, refused("archived"));
        check(&failed, "declined", 1, refused("declined"));
    }
}
