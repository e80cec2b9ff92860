//! What a person does to letters, and what is done by itself once somebody has an address.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::register::{COLUMNS, JOIN};
use super::{By, Grunn, LetterState, Move, Register, Which, move_letters};
use crate::store::{Db, Value, load, row};

/// What a person does to letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Hold,
    /// With `late_ok`, also letters whose deadline has passed on `today`.
    Release {
        late_ok: bool,
        today: NaiveDate,
    },
    /// Addressed anew; in a test (`only_nobodys`) to addresses that can be nobody's.
    Retry {
        only_nobodys: bool,
    },
    GiveUp,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restated {
    /// Letters in the state asked for.
    pub moved: usize,
    /// Of these, how many have another address than before.
    pub readdressed: usize,
    /// Letters that nobody can be sent now.
    pub no_address: usize,
    /// Letters left on hold since their deadline has passed.
    pub late: usize,
}

row! {
    struct Found {
        id: i64,
        key: String,
        state: LetterState,
        detail: Option<String>,
        to_address: String,
        deadline: Option<NaiveDate>,
        late_ok: bool,
        #[diesel(embed)]
        register: Register,
    }
}

fn found(db: &mut Db, clause: &str, binds: &[Value]) -> Result<Vec<Found>> {
    let sql = format!(
        "SELECT letters.id, letters.key, letters.state, letters.detail, letters.to_address, letters.deadline, letters.late_ok, \
           {COLUMNS} FROM letters {JOIN} WHERE {clause} ORDER BY letters.id"
    );
    load(db, &sql, binds)
}

/// Does it to the letters of `which`, whose states say from where, and keeps who did it and why.
///
/// # Errors
/// What the database says.
pub fn restate(db: &mut Db, which: &Which, verb: Verb, by: By, reason: &str) -> Result<Restated> {
    db.write(|db| {
        let (clause, binds) = which.clause();
        let found = found(db, &clause, &binds)?;
        let mut done = Restated::default();
        let mut moves = vec![];
        for letter in &found {
            match becomes(letter, verb, reason) {
                Some(one) => moves.push(one),
                None => done.late += 1,
            }
        }
        let moved = move_letters(db, &moves, by)?;
        for m in moves.iter().filter(|m| moved.contains(&m.id)) {
            match m.to {
                LetterState::NoAddress => done.no_address += 1,
                _ => {
                    done.moved += 1;
                    done.readdressed += usize::from(m.address.is_some());
                }
            }
        }
        Ok(done)
    })
}

/// None: the letter speaks of a deadline that has passed, and nobody said that it may go all the same.
fn becomes(l: &Found, verb: Verb, reason: &str) -> Option<Move> {
    let reason = reason.to_owned();
    let (id, key, from) = (l.id, l.key.clone(), l.state);
    let one = Move { id, key, from, to: LetterState::Pending, reason, ..Move::default() };
    Some(match verb {
        Verb::Hold => Move { to: LetterState::Held, ..one },
        Verb::GiveUp => Move { to: LetterState::GivenUp, detail: l.detail.clone(), ..one },
        Verb::Release { late_ok, today } => {
            if l.deadline.is_some_and(|day| day < today) && !late_ok && !l.late_ok {
                return None;
            }
            Move { released: true, late_ok, ..one }
        }
        Verb::Retry { only_nobodys } => match l.register.address(&l.to_address, only_nobodys) {
            Err(grunn) => without(one, grunn),
            Ok(address) if address == l.to_address => Move { released: true, ..one },
            Ok(address) => {
                let reason = format!("{}; addressed anew, as the register has another address", one.reason);
                Move { released: true, address: Some(address.to_owned()), reason, ..one }
            }
        },
    })
}

/// As a letter that nobody can be sent: it keeps no address.
fn without(one: Move, grunn: Grunn) -> Move {
    Move {
        to: LetterState::NoAddress,
        detail: Some(grunn.code().into()),
        address: Some(String::new()),
        ..one
    }
}

/// Makes letters pending that had no address and have one now. Returns how many.
///
/// # Errors
/// What the database says.
pub fn readdress(db: &mut Db, only_nobodys: bool, now: NaiveDateTime) -> Result<usize> {
    let waiting = found(db, "letters.state = 'no_address'", &[])?;
    let to = |l: &Found| {
        let address = l.register.address("", only_nobodys).ok().filter(|a| !a.is_empty())?.to_owned();
        let (id, key, from, reason) = (l.id, l.key.clone(), l.state, "an address has come".to_owned());
        Some(Move {
            id,
            key,
            from,
            to: LetterState::Pending,
            address: Some(address),
            reason,
            ..Move::default()
        })
    };
    let moves: Vec<Move> = waiting.iter().filter_map(to).collect();
    if moves.is_empty() {
        return Ok(0);
    }
    db.write(|db| Ok(move_letters(db, &moves, By { actor: ITSELF, now })?.len()))
}

/// The actor of what nobody asked for.
pub const ITSELF: &str = "rutine";
