//! Many rows in one statement: arrays on PostgreSQL, a list of values on SQLite.

use std::ops::Range;

use anyhow::{Result, bail};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::statement::Statement;
use super::{Db, Value};

/// Rows a statement on SQLite, at most: one text for every full block, so it is prepared once; a longer one gains nothing.
const SQLITE_BLOCK: usize = 64;

/// Named columns of equal length, and values that are the same in every row; `v` in the statements that use them.
#[derive(Default)]
pub struct Rows {
    columns: Vec<(&'static str, Value)>,
    same: Vec<(&'static str, Value)>,
    /// What each row is called, where each must be written.
    every: Option<&'static str>,
}

impl Rows {
    pub fn new() -> Self {
        Self::default()
    }

    /// A column that holds `value` in every row.
    pub fn same(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.same.push((name, value.into()));
        self
    }

    /// From now on it is an error if a row is not touched: whoever decided of it saw another one.
    pub fn every(mut self, called: &'static str) -> Self {
        self.every = Some(called);
        self
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
        let names: Vec<_> = self.same.iter().chain(&self.columns).map(|(n, _)| *n).collect();
        let names = names.join(", ");
        self.execute(
            db,
            &format!("INSERT INTO {table} ({names}) SELECT {names} FROM {{rows}} WHERE TRUE {conflict}"),
        )
    }

    /// Runs `sql` with `{rows}` standing for these rows, named `v`. Returns how many rows were touched.
    ///
    /// # Errors
    /// What the database says; with `every`, a row that was not touched.
    pub fn execute(self, db: &mut Db, sql: &str) -> Result<usize> {
        let (rows, every) = (self.len(), self.every);
        let mut touched = 0;
        match db {
            _ if self.is_empty() => {}
            Db::Postgres(c) => {
                let (sql, binds) = self.arrays(sql);
                touched = Statement::new(&sql, &binds).execute(&mut **c)?;
            }
            Db::Sqlite(c) => {
                for block in self.blocks() {
                    let sql = self.values(sql, block.len());
                    touched += self.statement(&sql, block).execute(&mut **c)?;
                }
            }
        }
        if let Some(called) = every.filter(|_| touched != rows) {
            bail!("somebody else wrote one of these {called} just now");
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
        match db {
            _ if self.is_empty() => {}
            Db::Postgres(c) => {
                let (sql, binds) = self.arrays(sql);
                found = Statement::new(&sql, &binds).load(&mut **c)?;
            }
            Db::Sqlite(c) => {
                for block in self.blocks() {
                    let sql = self.values(sql, block.len());
                    found.append(&mut self.statement(&sql, block).load(&mut **c)?);
                }
            }
        }
        Ok(found)
    }

    /// PostgreSQL: a column is an array.
    fn arrays(self, sql: &str) -> (String, Vec<Value>) {
        let Rows { columns, same, .. } = self;
        let first = same.len() + 1;
        let casts: Vec<_> =
            (first..).zip(&columns).map(|(n, (_, c))| format!("${n}::{}[]", sql_type(c))).collect();
        let names: Vec<_> = columns.iter().map(|(n, _)| *n).collect();
        let mut told: Vec<_> =
            (1..).zip(&same).map(|(n, (name, v))| format!("${n}::{} AS {name}", sql_type(v))).collect();
        told.push("u.*".into());
        let source = format!(
            "(SELECT {} FROM unnest({}) AS u ({})) AS v",
            told.join(", "),
            casts.join(", "),
            names.join(", ")
        );
        (sql.replace("{rows}", &source), same.into_iter().chain(columns).map(|(_, v)| v).collect())
    }

    fn blocks(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let rows = self.len();
        (0..rows).step_by(SQLITE_BLOCK).map(move |from| from..rows.min(from + SQLITE_BLOCK))
    }

    /// SQLite: a list of values.
    fn values(&self, sql: &str, rows: usize) -> String {
        let same = (1..).zip(&self.same).map(|(n, (name, _))| format!("?{n} AS {name}"));
        let own = (1..).zip(&self.columns).map(|(n, (name, _))| format!("column{n} AS {name}"));
        let names: Vec<_> = same.chain(own).collect();
        let row = format!("({})", vec!["?"; self.columns.len()].join(","));
        let list = vec![row; rows].join(",");
        sql.replace("{rows}", &format!("(SELECT {} FROM (VALUES {list})) AS v", names.join(", ")))
    }

    fn statement<'a>(&'a self, sql: &'a str, block: Range<usize>) -> Statement<'a> {
        let kept = block.len() == SQLITE_BLOCK;
        Statement { same: &self.same, columns: &self.columns, block, kept, ..Statement::new(sql, &[]) }
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

fn sql_type(column: &Value) -> &'static str {
    match column {
        Value::Int(_) | Value::Ints(_) => "bigint",
        Value::Text(_) | Value::Texts(_) => "text",
        Value::Bool(_) | Value::Bools(_) => "boolean",
        Value::Date(_) | Value::Dates(_) => "date",
        Value::Time(_) | Value::Times(_) => "timestamp",
    }
}
