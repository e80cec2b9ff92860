//! A thousand lines at a time: cells read, references found, doubles left out, and the rest written in one transaction.

use std::borrow::Cow;
use std::collections::HashMap;

use anyhow::Result;
use diesel::result::{DatabaseErrorKind, Error};

use super::cell::Cell;
use super::doubles::{Beside, Doubles};
use super::free_text::{tidied, unfit};
use super::newer::Newer;
use super::person;
use super::records::Record;
use super::refs;
use super::spoilt::spoilt;
use super::types::Type;
use super::upsert::Plan;
use super::{Lifted, Reject};
use crate::domain::lenke;
use crate::store::Db;

/// A line that could be read.
#[derive(Clone)]
pub struct Row {
    pub line: u64,
    pub raw: Vec<String>,
    pub cells: Vec<Cell>,
    pub has_zero_back: bool,
}

/// A line left out, as it stood.
pub struct Rejected {
    pub reject: Reject,
    pub raw: Vec<String>,
}

#[derive(Default)]
pub struct Outcome {
    pub taken: u64,
    pub unchanged: u64,
    pub rejected: Vec<Rejected>,
    pub lifted: Vec<Lifted>,
}

impl Row {
    pub fn reject(self, column: &str, reason: impl Into<String>) -> Rejected {
        rejected(self.line, self.raw, column, reason)
    }
}

fn rejected(line: u64, raw: Vec<String>, column: &str, reason: impl Into<String>) -> Rejected {
    Rejected { reject: Reject { line, column: column.to_owned(), reason: reason.into() }, raw }
}

/// Reads the cells of a record.
pub fn row(plan: &Plan, width: usize, record: Record) -> std::result::Result<Row, Rejected> {
    let Record { line, cells: mut raw, fault } = record;
    if let Some(fault) = fault {
        return Err(rejected(line, raw, "", fault));
    }
    if raw.len() < width && plan.may_be_left_out(raw.len()) {
        raw.resize(width, String::new());
    }
    if raw.len() < width || raw.iter().skip(width).any(|c| !c.trim().is_empty()) {
        let reason = format!("has {} cells where the header has {width}", raw.len());
        return Err(rejected(line, raw, "", reason));
    }
    match cells(plan, &raw) {
        Ok((cells, has_zero_back)) => Ok(Row { line, raw, cells, has_zero_back }),
        Err((column, reason)) => Err(rejected(line, raw, column, reason)),
    }
}

type Fault = (&'static str, Cow<'static, str>);

/// The cells, and whether one of them got its leading zero back.
fn cells(plan: &Plan, raw: &[String]) -> std::result::Result<(Vec<Cell>, bool), Fault> {
    let (kind, mut has_zero_back) = (plan.kind, false);
    let mut cells = Vec::with_capacity(kind.columns.len() + kind.refs.len() + kind.computed.len());
    for (column, place) in kind.columns.iter().zip(&plan.places) {
        let text = tidied(&column.of, place.map_or("", |at| plan.as_it_was(&raw[at])), plan.delimiter);
        if let Some(fault) = unfit(&column.of, &text).or_else(|| spoilt(&column.of, &text)) {
            return Err((column.name, fault.into()));
        }
        cells.push(match text.as_ref() {
            "" if column.required && kind.empty_removes != Some(column.name) => {
                return Err((column.name, "is empty".into()));
            }
            "" => Cell::Null,
            text => {
                let cell = column.of.parse(text).map_err(|fault| (column.name, fault))?;
                if let (Type::Fodselsnummer, Some(why)) = (&column.of, plan.numbers.refuse(text)) {
                    return Err((column.name, why.into()));
                }
                let unfit_link = || lenke::unfit(text, plan.link_hosts);
                if let (Type::Linked, Some(why)) = (&column.of, unfit_link()) {
                    return Err((column.name, why.into()));
                }
                has_zero_back |= column.of.has_zero_back(text, &cell);
                cell
            }
        });
    }
    if let Some((first, last)) = kind.ordered
        && let (Cell::Date(from), Cell::Date(to)) = (&cells[plan.slot(first)], &cells[plan.slot(last)])
        && to < from
    {
        return Err((last, format!("is before `{first}`").into()));
    }
    let known = |name: &str| cells[plan.slot(name)].clone();
    if let Some((column, reason)) = kind.check.and_then(|check| check(plan.jobs, &known)) {
        return Err((column, reason.into()));
    }
    let computed: Vec<_> = kind.computed.iter().map(|c| (c.make)(&known)).collect();
    cells.extend(kind.refs.iter().map(|_| Cell::Null));
    cells.extend(computed);
    Ok((cells, has_zero_back))
}

/// Writes rows in one transaction; `doubles` knows the lines of the file before them.
///
/// # Errors
/// The database fails in a way that is no row's fault.
pub fn put(
    db: &mut Db,
    plan: &Plan,
    newer: &Newer,
    rows: Vec<Row>,
    doubles: &mut Doubles,
) -> Result<Outcome> {
    db.write(|db| {
        let mut outcome = Outcome::default();
        if plan.kind.is_person {
            for rows in person::generations(plan, rows) {
                let rows = person::recognise(db, plan, newer, rows, &mut outcome)?;
                put_apart(db, plan, rows, doubles, &mut outcome)?;
            }
        } else {
            let rows = refs::resolve(db, plan, rows, &mut outcome.rejected)?;
            put_apart(db, plan, rows, doubles, &mut outcome)?;
        }
        Ok(outcome)
    })
}

fn put_apart(
    db: &mut Db,
    plan: &Plan,
    rows: Vec<Row>,
    doubles: &mut Doubles,
    outcome: &mut Outcome,
) -> Result<()> {
    let rows = without_repeats(plan, rows, doubles, outcome);
    let rows = one_of_each_key(plan, rows, outcome);
    outcome.lifted.append(&mut plan.lifted(db, &rows)?);
    match db.write(|db| write(db, plan, &rows)) {
        Ok(changed) => {
            outcome.taken += changed;
            outcome.unchanged += rows.len() as u64 - changed;
            Ok(())
        }
        Err(e) if refusal(&e).is_some() => one_by_one(db, plan, rows, doubles, outcome),
        Err(e) => Err(e),
    }
}

fn one_by_one(
    db: &mut Db,
    plan: &Plan,
    rows: Vec<Row>,
    doubles: &mut Doubles,
    outcome: &mut Outcome,
) -> Result<()> {
    for row in rows {
        match db.write(|db| write(db, plan, std::slice::from_ref(&row))) {
            Ok(changed) => {
                outcome.taken += changed;
                outcome.unchanged += 1 - changed;
            }
            Err(e) => match refusal(&e) {
                Some(why) => {
                    doubles.forget(plan, &row);
                    outcome.rejected.push(row.reject("", format!("the database refused it: {why}")));
                }
                None => return Err(e),
            },
        }
    }
    Ok(())
}

fn write(db: &mut Db, plan: &Plan, rows: &[Row]) -> Result<u64> {
    if plan.kind.is_person {
        return person::put(db, plan, rows);
    }
    let (gone, kept): (Vec<_>, Vec<_>) = rows.iter().partition(|r| plan.is_to_go(r));
    Ok((plan.put(db, &kept)? + plan.take_away(db, &gone)?) as u64)
}

/// The constraint a row offends; anything else is no row's fault.
fn refusal(e: &anyhow::Error) -> Option<&'static str> {
    let Some(Error::DatabaseError(kind, _)) = e.downcast_ref::<Error>() else { return None };
    match kind {
        DatabaseErrorKind::UniqueViolation => Some("it must be unique"),
        DatabaseErrorKind::ForeignKeyViolation => Some("what it refers to is not there"),
        DatabaseErrorKind::NotNullViolation => Some("something is missing"),
        DatabaseErrorKind::CheckViolation => Some("a value is not allowed"),
        _ => None,
    }
}

/// Of equal lines of a file one goes in, of unequal ones the first.
fn without_repeats(plan: &Plan, rows: Vec<Row>, doubles: &mut Doubles, outcome: &mut Outcome) -> Vec<Row> {
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        match doubles.beside(plan, &row) {
            Beside::First => kept.push(row),
            Beside::Equal => outcome.unchanged += 1,
            Beside::Other(line) => outcome.rejected.push(repeat(plan, row, line)),
        }
    }
    kept
}

fn repeat(plan: &Plan, row: Row, line: u64) -> Rejected {
    let reason = format!("line {line} has the same key and other values");
    row.reject(plan.kind.columns[0].name, reason)
}

/// A statement may touch a row only once: what has several lines all the same, by two numbers of one person or of an answer and
/// a later one, goes in by one of them.
fn one_of_each_key(plan: &Plan, rows: Vec<Row>, outcome: &mut Outcome) -> Vec<Row> {
    let mut places: HashMap<Vec<Cell>, usize> = HashMap::with_capacity(rows.len());
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        let key = plan.key(&row).into_iter().cloned().collect();
        let Some(at) = places.get(&key).copied() else {
            places.insert(key, kept.len());
            kept.push(row);
            continue;
        };
        match plan.later(&kept[at], &row) {
            Some(is_later) => {
                outcome.unchanged += 1;
                if is_later {
                    kept[at] = row;
                }
            }
            None if plan.same(&kept[at], &row) => outcome.unchanged += 1,
            None => outcome.rejected.push(repeat(plan, row, kept[at].line)),
        }
    }
    kept
}
