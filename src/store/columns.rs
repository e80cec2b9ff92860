//! The columns of what a statement returns, declared once: by the Rust type alone.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::row::NamedRow;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamp};

use crate::domain::Dager;

/// A type that a column can be read as.
pub trait Column {
    type Sql;
}

/// The database's type of a column read as `T`.
pub type Sql<T> = <T as Column>::Sql;

macro_rules! columns {
    ($($rust:ty: $sql:ty),*) => { $(impl Column for $rust { type Sql = $sql; })* };
}
columns!(i64: BigInt, String: Text, bool: Bool, NaiveDate: Date, NaiveDateTime: Timestamp, Dager: Text);

impl<T: Column<Sql: diesel::sql_types::SqlType<IsNull = diesel::sql_types::is_nullable::NotNull>>> Column
    for Option<T>
{
    type Sql = Nullable<Sql<T>>;
}

impl<DB: Backend> FromSql<Text, DB> for Dager
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = String::from_sql(bytes)?;
        Dager::named(&text).ok_or_else(|| format!("the database says `{text}` where days are kept").into())
    }
}

/// Structs that are read by the names of their columns.
macro_rules! row {
    ($(
        $(#[$of_struct:meta])*
        $seen:vis struct $name:ident { $($(#[$of_field:meta])* $field_seen:vis $field:ident: $type:ty),* $(,)? }
    )+) => { $(
        #[derive(diesel::QueryableByName)]
        $(#[$of_struct])*
        $seen struct $name {
            $($(#[$of_field])* #[diesel(sql_type = $crate::store::Sql<$type>)] $field_seen $field: $type,)*
        }
    )+ };
}
pub(crate) use row;

/// A row of one column, whatever its name.
pub struct One<T>(pub T);

impl<DB: Backend, T: Column + FromSql<Sql<T>, DB>> QueryableByName<DB> for One<T> {
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        row.get_value::<Sql<T>, T, _>(0).map(One)
    }
}
