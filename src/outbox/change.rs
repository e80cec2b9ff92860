//! What a person does to letters: many at once, each change kept with who and why.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::{Db, Rows, Value, load};

/// Which letters; what is not given is no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    pub key: Option<String>,
    pub job: Option<String>,
    pub fylke: Option<String>,
    pub purpose: Option<String>,
    /// Any of these; none is no limit.
    pub states: Vec<String>,
    /// Posted at this instant or later, in UTC.
    pub since: Option<NaiveDateTime>,
}

impl Which {
    /// As the `WHERE` of a statement over `letters`, with its values.
    pub fn clause(&self) -> (String, Vec<Value>) {
        let (mut text, mut binds) = ("TRUE".to_owned(), Vec::<Value>::new());
        let mut and = |condition: &str, value: Option<Value>| {
            if let Some(value) = value {
                binds.push(value);
                text += &format!(" AND {}", condition.replace("{n}", &format!("${}", binds.len())));
            }
        };
        and("letters.key = {n}", self.key.as_deref().map(Value::from));
        and("letters.job = {n}", self.job.as_deref().map(Value::from));
        and("letters.fylke = {n}", self.fylke.as_deref().map(Value::from));
        and("letters.purpose = {n}", self.purpose.as_deref().map(Value::from));
        let states = self.states.iter().cloned().map(Some).collect();
        and("letters.state = ANY({n})", (!self.states.is_empty()).then_some(Value::Texts(states)));
        and("letters.created >= {n}", self.since.map(Value::from));
        (text, binds)
    }
}

/// Who changes letters, and why.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub actor: &'a str,
    pub reason: &'a str,
    pub now: NaiveDateTime,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    state: String,
}

#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Moves letters to a state, and keeps who did it and why; returns how many. `which.states` says from where.
/// A letter moved to pending begins its tries anew, and no late word of an earlier sender counts for it.
///
/// # Errors
/// What the database says.
pub fn restate(db: &mut Db, which: &Which, to: &str, by: By) -> Result<usize> {
    let (clause, binds) = which.clause();
    db.write(|db| {
        let sql =
            format!("SELECT id AS id, key AS key, state AS state FROM letters WHERE {clause} ORDER BY id");
        let found: Vec<Found> = load(db, &sql, &binds)?;
        let settled = (to == "given_up").then_some(by.now);
        let moved: Vec<Moved> = Rows::new()
            .same("new", to)
            .same("settled", settled)
            .int("id", found.iter().map(|f| f.id))
            .text("old", found.iter().map(|f| f.state.clone()))
            .load(
                db,
                "UPDATE letters SET state = v.new, settled = v.settled, not_before = NULL, sender = NULL, \
                   tries = CASE WHEN v.new = 'pending' AND v.old <> 'held' THEN 0 ELSE letters.tries END, \
                   detail = CASE WHEN v.new = 'given_up' THEN letters.detail ELSE NULL END \
                 FROM {rows} WHERE letters.id = v.id AND letters.state = v.old RETURNING letters.id AS id",
            )?;
        let moved: std::collections::HashSet<_> = moved.iter().map(|m| m.id).collect();
        let changed: Vec<_> = found.iter().filter(|f| moved.contains(&f.id)).collect();
        Rows::new()
            .text("item", changed.iter().map(|f| format!("letter:{}", f.key)))
            .same("at", by.now)
            .same("actor", by.actor)
            .text("from_state", changed.iter().map(|f| f.state.clone()))
            .same("to_state", to)
            .same("reason", by.reason)
            .insert(db, "outbox_changes", "")?;
        if to == "pending" {
            db.notify()?;
        }
        Ok(changed.len())
    })
}

#[derive(QueryableByName)]
pub struct Count {
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub letters: i64,
}

/// How many letters there are in each state.
///
/// # Errors
/// What the database says.
pub fn counts(db: &mut Db, which: &Which) -> Result<Vec<Count>> {
    let (clause, binds) = which.clause();
    let sql = format!(
        "SELECT state AS state, count(*) AS letters FROM letters WHERE {clause} GROUP BY state ORDER BY state"
    );
    load(db, &sql, &binds)
}

/// How many letters are pending.
///
/// # Errors
/// What the database says.
pub fn waiting(db: &mut Db) -> Result<i64> {
    let which = Which { states: vec!["pending".into()], ..Which::default() };
    Ok(counts(db, &which)?.iter().map(|c| c.letters).sum())
}
