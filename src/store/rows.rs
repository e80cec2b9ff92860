//! Many rows in one statement: arrays on PostgreSQL, a list of values on SQLite.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::{Db, Value, execute, load};

/// SQLite takes at most 32,766 values a statement.
const SQLITE_VALUES_MAX: usize = 32_000;

/// Named columns of equal length; `v` in the statements that use them.
#[derive(Default)]
pub struct Rows {
    columns: Vec<(&'static str, Value)>,
}

impl Rows {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn int(self, name: &'static str, it: impl IntoIterator<Item = impl Into<Option<i64>>>) -> Self {
        self.with(name, Value::Ints(it.into_iter().map(Into::into).collect()))
    }

    pub fn text(self, name: &'static str, it: impl IntoIterator<Item = impl Into<Option<String>>>) -> Self {
        self.with(name, Value::Texts(it.into_iter().map(Into::into).collect()))
    }

    pub fn bool(self, name: &'static str, it: impl IntoIterator<Item = impl Into<Option<bool>>>) -> Self {
        self.with(name, Value::Bools(it.into_iter().map(Into::into).collect()))
    }

    pub fn date(
        self,
        name: &'static str,
        it: impl IntoIterator<Item = impl Into<Option<NaiveDate>>>,
    ) -> Self {
        self.with(name, Value::Dates(it.into_iter().map(Into::into).collect()))
    }

    pub fn time(
        self,
        name: &'static str,
        it: impl IntoIterator<Item = impl Into<Option<NaiveDateTime>>>,
    ) -> Self {
        self.with(name, Value::Times(it.into_iter().map(Into::into).collect()))
    }

    pub fn with(mut self, name: &'static str, column: Value) -> Self {
        debug_assert!(
            self.columns.iter().all(|(_, c)| length(c) == length(&column)),
            "{name} has another length"
        );
        self.columns.push((name, column));
        self
    }

    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |(_, c)| length(c))
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Inserts all rows; `conflict` is empty or an `ON CONFLICT` clause. Returns how many were written.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert(self, db: &mut Db, table: &str, conflict: &str) -> Result<usize> {
        let names: Vec<_> = self.columns.iter().map(|(n, _)| *n).collect();
        let names = names.join(", ");
        self.execute(
            db,
            &format!("INSERT INTO {table} ({names}) SELECT {names} FROM {{rows}} WHERE TRUE {conflict}"),
        )
    }

    /// Runs `sql` with `{rows}` standing for these rows, named `v`. Returns how many rows were touched.
    ///
    /// # Errors
    /// What the database says.
    pub fn execute(self, db: &mut Db, sql: &str) -> Result<usize> {
        let mut touched = 0;
        for (source, binds) in self.parts(db) {
            touched += execute(db, &sql.replace("{rows}", &source), &binds)?;
        }
        Ok(touched)
    }

    /// As `execute`, returning rows.
    ///
    /// # Errors
    /// What the database says.
    pub fn load<T>(self, db: &mut Db, sql: &str) -> Result<Vec<T>>
    where
        T: QueryableByName<Pg> + QueryableByName<Sqlite> + 'static,
    {
        let mut found = vec![];
        for (source, binds) in self.parts(db) {
            found.append(&mut load(db, &sql.replace("{rows}", &source), &binds)?);
        }
        Ok(found)
    }

    fn parts(self, db: &Db) -> Vec<(String, Vec<Value>)> {
        match (self.is_empty(), db) {
            (true, _) => vec![],
            (_, Db::Postgres(_)) => vec![self.arrays()],
            (_, Db::Sqlite(_)) => self.values(),
        }
    }

    fn arrays(self) -> (String, Vec<Value>) {
        let (names, columns): (Vec<_>, Vec<_>) = self.columns.into_iter().unzip();
        let casts: Vec<_> =
            columns.iter().enumerate().map(|(i, c)| format!("${}::{}[]", i + 1, sql_type(c))).collect();
        (format!("unnest({}) AS v ({})", casts.join(", "), names.join(", ")), columns)
    }

    fn values(self) -> Vec<(String, Vec<Value>)> {
        let (width, rows) = (self.columns.len(), self.len());
        let names: Vec<_> =
            self.columns.iter().enumerate().map(|(i, (n, _))| format!("column{} AS {n}", i + 1)).collect();
        let group = format!("({})", vec!["?"; width].join(","));
        let at_once = SQLITE_VALUES_MAX / width;
        (0..rows)
            .step_by(at_once)
            .map(|from| {
                let to = rows.min(from + at_once);
                let list = vec![group.as_str(); to - from].join(",");
                let source = format!("(SELECT {} FROM (VALUES {list})) AS v", names.join(", "));
                let binds =
                    (from..to).flat_map(|r| self.columns.iter().map(move |(_, c)| cell(c, r))).collect();
                (source, binds)
            })
            .collect()
    }
}

fn length(column: &Value) -> usize {
    match column {
        Value::Ints(v) => v.len(),
        Value::Texts(v) => v.len(),
        Value::Bools(v) => v.len(),
        Value::Dates(v) => v.len(),
        Value::Times(v) => v.len(),
        single => unreachable!("{single:?} is no column"),
    }
}

fn cell(column: &Value, row: usize) -> Value {
    match column {
        Value::Ints(v) => Value::Int(v[row]),
        Value::Texts(v) => Value::Text(v[row].clone()),
        Value::Bools(v) => Value::Bool(v[row]),
        Value::Dates(v) => Value::Date(v[row]),
        Value::Times(v) => Value::Time(v[row]),
        single => unreachable!("{single:?} is no column"),
    }
}

fn sql_type(column: &Value) -> &'static str {
    match column {
        Value::Ints(_) => "bigint",
        Value::Texts(_) => "text",
        Value::Bools(_) => "boolean",
        Value::Dates(_) => "date",
        Value::Times(_) => "timestamp",
        single => unreachable!("{single:?} is no column"),
    }
}
