//! One SQL text for both backends, with bound values. Written for PostgreSQL; SQLite's two differences are rewritten here.
//! A statement is prepared once per connection and text.

use std::ops::Range;

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamp, Untyped};
use diesel::sqlite::Sqlite;

use super::{Db, One};

/// A bound value. Lists are for `= ANY($n)` and, on PostgreSQL, for whole columns of `Rows`.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bool(Option<bool>),
    Date(Option<NaiveDate>),
    Time(Option<NaiveDateTime>),
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bools(Vec<Option<bool>>),
    Dates(Vec<Option<NaiveDate>>),
    Times(Vec<Option<NaiveDateTime>>),
}

macro_rules! from {
    ($($t:ty => $v:ident),*) => { $(
        impl From<$t> for Value { fn from(x: $t) -> Self { Value::$v(Some(x)) } }
        impl From<Option<$t>> for Value { fn from(x: Option<$t>) -> Self { Value::$v(x) } }
    )* };
}
from!(i64 => Int, String => Text, bool => Bool, NaiveDate => Date, NaiveDateTime => Time);

impl From<&str> for Value {
    fn from(x: &str) -> Self {
        Value::Text(Some(x.to_owned()))
    }
}

impl From<&[String]> for Value {
    fn from(texts: &[String]) -> Self {
        Value::Texts(texts.iter().cloned().map(Some).collect())
    }
}

impl From<&[i64]> for Value {
    fn from(ids: &[i64]) -> Self {
        Value::Ints(ids.iter().copied().map(Some).collect())
    }
}

/// Runs a statement; returns how many rows it touched.
///
/// # Errors
/// What the database says; the text of the statement is never in it.
pub fn execute(db: &mut Db, sql: &str, binds: &[Value]) -> Result<usize> {
    Ok(match db {
        Db::Postgres(c) => Statement::new(sql, binds).execute(&mut **c),
        Db::Sqlite(c) => Statement::new(&for_sqlite(sql), binds).execute(&mut **c),
    }?)
}

/// Loads rows by column name.
///
/// # Errors
/// As `execute`.
pub fn load<T>(db: &mut Db, sql: &str, binds: &[Value]) -> Result<Vec<T>>
where
    T: QueryableByName<Pg> + QueryableByName<Sqlite> + 'static,
{
    Ok(match db {
        Db::Postgres(c) => Statement::new(sql, binds).load::<T>(&mut **c),
        Db::Sqlite(c) => Statement::new(&for_sqlite(sql), binds).load::<T>(&mut **c),
    }?)
}

/// The first row, if there is one.
///
/// # Errors
/// As `execute`.
pub fn first<T>(db: &mut Db, sql: &str, binds: &[Value]) -> Result<Option<T>>
where
    T: QueryableByName<Pg> + QueryableByName<Sqlite> + 'static,
{
    Ok(load(db, sql, binds)?.into_iter().next())
}

/// The one column of each row.
///
/// # Errors
/// As `execute`.
pub fn column<T>(db: &mut Db, sql: &str, binds: &[Value]) -> Result<Vec<T>>
where
    One<T>: QueryableByName<Pg> + QueryableByName<Sqlite>,
    T: 'static,
{
    Ok(load::<One<T>>(db, sql, binds)?.into_iter().map(|One(value)| value).collect())
}

/// The one column of the first row, if there is a row.
///
/// # Errors
/// As `execute`.
pub fn value<T>(db: &mut Db, sql: &str, binds: &[Value]) -> Result<Option<T>>
where
    One<T>: QueryableByName<Pg> + QueryableByName<Sqlite>,
    T: 'static,
{
    Ok(column(db, sql, binds)?.into_iter().next())
}

/// Does the statement give any row?
///
/// # Errors
/// As `execute`.
pub fn exists(db: &mut Db, sql: &str, binds: &[Value]) -> Result<bool> {
    Ok(value(db, &format!("SELECT EXISTS ({sql}) AS finnes"), binds)? == Some(true))
}

/// `$2` is a name to SQLite, numbered by where it stands: `?2` is a number. A list is a JSON text.
fn for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    let mut rest = sql;
    while let Some(at) = rest.find("= ANY(") {
        let end = at + rest[at..].find(')').expect("`= ANY(` is closed");
        out += &rest[..at];
        out += &format!("IN (SELECT value FROM json_each({}))", &rest[at + 6..end]);
        rest = &rest[end + 1..];
    }
    (out + rest).replace('$', "?")
}

/// A text with its values; on SQLite also a block of rows.
#[derive(Clone)]
pub(super) struct Statement<'a> {
    pub sql: &'a str,
    pub binds: &'a [Value],
    /// Bound before `columns`, which are bound row by row.
    pub same: &'a [(&'static str, Value)],
    pub columns: &'a [(&'static str, Value)],
    pub block: Range<usize>,
    /// Is it worth keeping prepared?
    pub kept: bool,
}

impl<'a> Statement<'a> {
    pub fn new(sql: &'a str, binds: &'a [Value]) -> Self {
        Statement { sql, binds, same: &[], columns: &[], block: 0..0, kept: true }
    }
}

impl Query for Statement<'_> {
    type SqlType = Untyped;
}

impl<C> RunQueryDsl<C> for Statement<'_> {}

impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.sql);
        for bind in self.binds {
            match bind {
                Value::Int(v) => out.push_bind_param_value_only::<Nullable<BigInt>, _>(v)?,
                Value::Text(v) => out.push_bind_param_value_only::<Nullable<Text>, _>(v)?,
                Value::Bool(v) => out.push_bind_param_value_only::<Nullable<Bool>, _>(v)?,
                Value::Date(v) => out.push_bind_param_value_only::<Nullable<Date>, _>(v)?,
                Value::Time(v) => out.push_bind_param_value_only::<Nullable<Timestamp>, _>(v)?,
                Value::Ints(v) => out.push_bind_param_value_only::<Array<Nullable<BigInt>>, _>(v)?,
                Value::Texts(v) => out.push_bind_param_value_only::<Array<Nullable<Text>>, _>(v)?,
                Value::Bools(v) => out.push_bind_param_value_only::<Array<Nullable<Bool>>, _>(v)?,
                Value::Dates(v) => out.push_bind_param_value_only::<Array<Nullable<Date>>, _>(v)?,
                Value::Times(v) => out.push_bind_param_value_only::<Array<Nullable<Timestamp>>, _>(v)?,
            }
        }
        Ok(())
    }
}

impl QueryFragment<Sqlite> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        if !self.kept {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql(self.sql);
        for bind in self.binds.iter().chain(self.same.iter().map(|(_, v)| v)) {
            push_value(&mut out, bind)?;
        }
        for row in self.block.clone() {
            for (_, column) in self.columns {
                push_cell(&mut out, column, row)?;
            }
        }
        Ok(())
    }
}

fn push_value<'b>(out: &mut AstPass<'_, 'b, Sqlite>, value: &'b Value) -> QueryResult<()> {
    match value {
        Value::Int(v) => out.push_bind_param_value_only::<Nullable<BigInt>, _>(v),
        Value::Text(v) => out.push_bind_param_value_only::<Nullable<Text>, _>(v),
        Value::Bool(v) => out.push_bind_param_value_only::<Nullable<Bool>, _>(v),
        Value::Date(v) => out.push_bind_param_value_only::<Nullable<Date>, _>(v),
        Value::Time(v) => out.push_bind_param_value_only::<Nullable<Timestamp>, _>(v),
        Value::Ints(_) | Value::Texts(_) => out.push_bind_param_value_only::<Text, _>(value),
        Value::Bools(_) | Value::Dates(_) | Value::Times(_) => {
            unreachable!("only numbers and texts are listed in a `= ANY`")
        }
    }
}

fn push_cell<'b>(out: &mut AstPass<'_, 'b, Sqlite>, column: &'b Value, row: usize) -> QueryResult<()> {
    match column {
        Value::Ints(v) => out.push_bind_param_value_only::<Nullable<BigInt>, _>(&v[row]),
        Value::Texts(v) => out.push_bind_param_value_only::<Nullable<Text>, _>(&v[row]),
        Value::Bools(v) => out.push_bind_param_value_only::<Nullable<Bool>, _>(&v[row]),
        Value::Dates(v) => out.push_bind_param_value_only::<Nullable<Date>, _>(&v[row]),
        Value::Times(v) => out.push_bind_param_value_only::<Nullable<Timestamp>, _>(&v[row]),
        single => unreachable!("{single:?} is no column"),
    }
}

/// A list as the JSON text that `json_each` reads.
impl diesel::serialize::ToSql<Text, Sqlite> for Value {
    fn to_sql<'b>(
        &'b self,
        out: &mut diesel::serialize::Output<'b, '_, Sqlite>,
    ) -> diesel::serialize::Result {
        let json = match self {
            Value::Ints(v) => serde_json::to_string(v)?,
            Value::Texts(v) => serde_json::to_string(v)?,
            other => unreachable!("{other:?} is no list"),
        };
        out.set_value(json);
        Ok(diesel::serialize::IsNull::No)
    }
}
