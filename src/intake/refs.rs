//! Finds, for a whole chunk at once, the rows that lines refer to; a line whose reference is not found is rejected.

use std::collections::HashMap;

use anyhow::Result;

use super::cell::{Cell, Sort, column};
use super::chunk::{Rejected, Row};
use super::kind::{Ref, Source};
use super::upsert::Plan;
use crate::store::{Db, Rows, row};

const KEYS: [&str; 4] = ["k0", "k1", "k2", "k3"];

row! {
    struct Number {
        n: i64,
        found: i64,
    }
}

row! {
    struct Code {
        n: i64,
        found: String,
    }
}

/// Fills the rows' refs; those with a reference that is not there are moved to `rejected`.
pub fn resolve(
    db: &mut Db,
    plan: &Plan,
    mut rows: Vec<Row>,
    rejected: &mut Vec<Rejected>,
) -> Result<Vec<Row>> {
    for (i, reference) in plan.kind.refs.iter().enumerate() {
        let from: Vec<_> = reference.from.iter().filter(|f| !f.is_empty()).map(|f| plan.slot(f)).collect();
        let found = look_up(db, reference, &from, &rows)?;
        let into = plan.kind.columns.len() + i;
        let mut kept = Vec::with_capacity(rows.len());
        for mut row in rows {
            let key = key(&row, &from);
            if key.contains(&Cell::Null) {
                kept.push(row);
            } else if let Some(cell) = found.get(&key) {
                row.cells[into] = cell.clone();
                kept.push(row);
            } else {
                rejected.push(row.reject(reference.blame, reference.missing));
            }
        }
        rows = kept;
    }
    Ok(rows)
}

fn key(row: &Row, from: &[usize]) -> Vec<Cell> {
    from.iter().map(|slot| row.cells[*slot].clone()).collect()
}

fn look_up(db: &mut Db, reference: &Ref, from: &[usize], rows: &[Row]) -> Result<HashMap<Vec<Cell>, Cell>> {
    let mut wanted: Vec<_> = rows.iter().map(|r| key(r, from)).filter(|k| !k.contains(&Cell::Null)).collect();
    let mut seen = std::collections::HashSet::new();
    wanted.retain(|k| seen.insert(k.clone()));
    let mut asked = Rows::new().int("n", 0..wanted.len() as i64);
    for (i, name) in KEYS.iter().enumerate().take(from.len()) {
        asked = asked.with(name, column(sort_of(&wanted, i), wanted.iter().map(|k| &k[i])));
    }
    let sql = sql(reference);
    let found: Vec<(i64, Cell)> = match reference.sort {
        Sort::Text => asked.load::<Code>(db, &sql)?.into_iter().map(|c| (c.n, Cell::Text(c.found))).collect(),
        _ => asked.load::<Number>(db, &sql)?.into_iter().map(|c| (c.n, Cell::Int(c.found))).collect(),
    };
    Ok(found.into_iter().map(|(n, cell)| (std::mem::take(&mut wanted[n as usize]), cell)).collect())
}

fn sql(reference: &Ref) -> String {
    match reference.source {
        Source::Code { table, column } => {
            format!("SELECT v.n AS n, v.n AS found FROM {{rows}} JOIN {table} t ON t.{column} = v.k0")
        }
        Source::Join { get, join } => format!("SELECT v.n AS n, {get} AS found FROM {{rows}} {join}"),
    }
}

fn sort_of(keys: &[Vec<Cell>], i: usize) -> Sort {
    match keys.first().map(|k| &k[i]) {
        Some(Cell::Int(_)) => Sort::Int,
        Some(Cell::Time(_)) => Sort::Time,
        _ => Sort::Text,
    }
}
