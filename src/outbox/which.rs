//! Which letters, and how many of them stand where.

use anyhow::Result;
use chrono::NaiveDateTime;

use super::LetterState;
use crate::store::{Db, Value, load, row};

/// Which letters; what is not given is no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    pub key: Option<String>,
    pub job: Option<String>,
    /// Any of these; none is no limit.
    pub fylke: Vec<String>,
    pub purpose: Option<String>,
    /// Any of these; none is no limit.
    pub states: Vec<LetterState>,
    /// Posted at this instant or later, in UTC.
    pub since: Option<NaiveDateTime>,
}

fn any(of: &[String]) -> Option<Value> {
    (!of.is_empty()).then(|| Value::Texts(of.iter().cloned().map(Some).collect()))
}

impl Which {
    /// As the `WHERE` of a statement over `letters`, with its values.
    pub fn clause(&self) -> (String, Vec<Value>) {
        let (mut text, mut binds) = ("TRUE".to_owned(), Vec::<Value>::new());
        let mut and = |condition: &str, value: Option<Value>| {
            if let Some(value) = value {
                binds.push(value);
                text += &format!(" AND {condition}(${})", binds.len());
            }
        };
        and("letters.key = ", self.key.as_deref().map(Value::from));
        and("letters.job = ", self.job.as_deref().map(Value::from));
        and("letters.fylke = ANY", any(&self.fylke));
        and("letters.purpose = ", self.purpose.as_deref().map(Value::from));
        and("letters.state = ANY", any(&self.states.iter().map(ToString::to_string).collect::<Vec<_>>()));
        and("letters.created >= ", self.since.map(Value::from));
        (text, binds)
    }
}

row! {
    pub struct Count {
        pub state: LetterState,
        pub letters: i64,
    }
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
    in_state(db, LetterState::Pending)
}

/// How many letters are in a state.
///
/// # Errors
/// What the database says.
pub fn in_state(db: &mut Db, state: LetterState) -> Result<i64> {
    let which = Which { states: vec![state], ..Which::default() };
    Ok(counts(db, &which)?.iter().map(|c| c.letters).sum())
}

/// How many letters nobody can be sent; asked often, so by the index that holds only those.
///
/// # Errors
/// What the database says.
pub fn without_address(db: &mut Db) -> Result<i64> {
    let sql = "SELECT 'no_address' AS state, count(*) AS letters FROM letters WHERE state = 'no_address'";
    Ok(load::<Count>(db, sql, &[])?.iter().map(|c| c.letters).sum())
}
