//! The bare read of a step, as the routine itself reads: its candidates, then what it asks of those who are not done; each row
//! is dropped as it comes.

use anyhow::{Context, Result, bail};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::QueryableByName;
use diesel::backend::Backend;
use diesel::deserialize;
use diesel::pg::Pg;
use diesel::row::NamedRow;
use diesel::sql_types::{BigInt, Bool};
use diesel::sqlite::Sqlite;
use rutine::routine;
use rutine::store::{Db, Value, load};

use super::Step;

/// A row fetched and dropped.
struct Dropped;

impl<DB: Backend> QueryableByName<DB> for Dropped {
    fn build<'a>(_: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        Ok(Dropped)
    }
}

struct Candidate {
    id: i64,
    /// Needs no look: it is done, or of 5A120 it has a place.
    done: bool,
}

macro_rules! candidate {
    ($($backend:ty),*) => { $(
        impl QueryableByName<$backend> for Candidate {
            fn build<'a>(row: &impl NamedRow<'a, $backend>) -> deserialize::Result<Self> {
                let says = |name: &str| NamedRow::get::<Bool, bool>(row, name).unwrap_or(false);
                let id = NamedRow::get::<BigInt, i64>(row, "id")?;
                Ok(Candidate { id, done: says("gjort") || says("har_plass") })
            }
        }
    )* };
}
candidate!(Pg, Sqlite);

pub fn bare(db: &mut Db, step: &Step) -> Result<()> {
    let routine = routine::find(step.code).context("there is no such routine")?;
    let text = |n: usize| routine.reads.get(n).map(|(_, sql)| sql()).context("it has no such read");
    let found: Vec<Candidate> = load(db, &text(0)?, &candidates(step)?)?;
    let ids: Vec<i64> = found.iter().filter(|c| !c.done).map(|c| c.id).collect();
    load::<Dropped>(db, &text(1)?, &units(step, &ids)?)?;
    Ok(())
}

/// What the heads of the routines' `kandidater.sql` and `ko.sql` call `$1`…
fn candidates(step: &Step) -> Result<Vec<Value>> {
    let (fylke, ar) = (Value::from("46"), Value::from(2026));
    let Days { asof, now, first, .. } = days(step)?;
    Ok(match step.code {
        "5A115" | "5A114" | "5A122" | "5A106" => vec![fylke, ar],
        "5A119" => vec![fylke, ar, now.into()],
        "5A120" => vec![fylke, asof.into(), first.into(), ar],
        "5A116" => vec![fylke],
        other => bail!("nobody has said what {other} reads by"),
    })
}

/// What the heads of their second files do.
fn units(step: &Step, ids: &[i64]) -> Result<Vec<Value>> {
    let Days { asof, now, first, last } = days(step)?;
    Ok(match step.code {
        "5A115" => vec![ids.into(), asof.into(), first.into(), last.into()],
        "5A119" => vec![ids.into(), now.into()],
        "5A116" => vec![ids.into(), asof.into()],
        _ => vec![ids.into(), asof.into(), first.into()],
    })
}

struct Days {
    asof: NaiveDate,
    now: NaiveDateTime,
    /// Of the school year.
    first: NaiveDate,
    last: NaiveDate,
}

fn days(step: &Step) -> Result<Days> {
    let now = NaiveDateTime::parse_from_str(step.now, "%Y-%m-%d %H:%M:%S")?;
    Ok(Days { asof: step.asof.parse()?, now, first: "2026-08-01".parse()?, last: "2027-07-31".parse()? })
}
