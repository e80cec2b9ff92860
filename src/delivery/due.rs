//! Asks moments before letters are sent which of them leave, and where to: the register in the same query that reads
//! them, each routine once for a whole batch.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use chrono::NaiveDateTime;

use super::Delivered;
use super::departure::{Circumstances, Departure, decide};
use crate::attempt::{Outgoing, StillDue};
use crate::config::Config;
use crate::oslo;
use crate::outbox::{self, By, ITSELF, LetterState, Move, Pending};
use crate::store::Db;

/// A routine's question, by its code.
pub type Asks = fn(&str) -> Option<StillDue>;

/// Takes those out of `batch` that do not leave, and settles them; the others go to the register's address.
///
/// # Errors
/// What a routine or the database says.
pub fn sort_out(
    db: &mut Db,
    batch: &mut Vec<Pending>,
    config: &Config,
    now: NaiveDateTime,
    done: &mut Delivered,
    asks: Asks,
) -> Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    let undue = undue(db, batch, now, asks)?;
    let (today, only_nobodys) = (oslo::day_of(now), config.only_nobodys());
    let circumstances = Circumstances { today, only_nobodys, restored: outbox::restored(db)? };
    let mut moves = vec![];
    batch.retain_mut(|letter| {
        let departure = decide(letter, undue.get(&letter.id).copied(), circumstances);
        done.note(&departure);
        moves.extend(becomes(letter, &departure));
        if let Departure::Anew(address) = &departure {
            letter.to_address.clone_from(address);
        }
        matches!(departure, Departure::Go | Departure::Anew(_))
    });
    if !moves.is_empty() {
        outbox::move_letters(db, &moves, By { actor: ITSELF, now })?;
    }
    Ok(())
}

/// Why letters are no longer due, by letters.id.
fn undue(
    db: &mut Db,
    batch: &[Pending],
    now: NaiveDateTime,
    asks: Asks,
) -> Result<HashMap<i64, &'static str>> {
    let mut asked = BTreeMap::<&str, Vec<Outgoing>>::new();
    for letter in batch.iter().filter(|l| asks(&l.routine).is_some()) {
        asked.entry(&letter.routine).or_default().push(outgoing(letter)?);
    }
    let mut undue = HashMap::new();
    for (code, letters) in asked {
        let Some(ask) = asks(code) else { continue };
        let found = ask(db, &letters, now)
            .with_context(|| format!("`{code}` could not say which of its letters are still due"))?;
        undue.extend(found.into_iter().map(|d| (d.id, d.reason)));
    }
    Ok(undue)
}

/// What the letter's row becomes; nothing where it leaves as it is.
fn becomes(l: &Pending, departure: &Departure) -> Option<Move> {
    let (to, detail, address, reason) = match departure {
        Departure::Go => return None,
        Departure::Anew(address) => (
            LetterState::Pending,
            None,
            Some(address.clone()),
            "addressed anew, as the register has another address".into(),
        ),
        Departure::NoAddress(grunn) => {
            (LetterState::NoAddress, Some(grunn.code()), Some(String::new()), String::new())
        }
        Departure::Held(grunn) => (LetterState::Held, Some(grunn.code()), None, String::new()),
        Departure::Dropped(reason) => (LetterState::Dropped, Some(*reason), None, String::new()),
        Departure::Witnessed => (LetterState::Sent, None, None, "a witness knows that it has left".into()),
    };
    let (id, key, from) = (l.id, l.key.clone(), LetterState::Pending);
    let reason = if reason.is_empty() { detail.unwrap_or_default().to_owned() } else { reason };
    Some(Move { id, key, from, to, detail: detail.map(str::to_owned), address, reason, ..Move::default() })
}

fn outgoing(l: &Pending) -> Result<Outgoing> {
    let unit = l.unit.parse().with_context(|| format!("the letter `{}` is of `{}`", l.key, l.unit))?;
    Ok(Outgoing {
        id: l.id,
        key: l.key.clone(),
        sak: outbox::sak(&l.key, &unit, &l.purpose).to_owned(),
        fylke: l.fylke.clone(),
        unit,
        purpose: l.purpose.clone(),
    })
}
