//! A person may stand in one file by two numbers. The line of the newer one counts, so that the file taken in again changes
//! nothing; sixteen bytes a line are kept, and the numbers that others follow.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::cell::Cell;
use super::chunk::Row;
use super::upsert::Plan;

/// What the lines of a file of persons say, by the number as written.
#[derive(Default)]
pub struct Newer {
    random: RandomState,
    /// By a hash of the number: the first line of it, and a hash of what it says.
    lines: HashMap<u64, (u64, u32)>,
    /// From an earlier number to the one that a line of the file gives after it.
    after: HashMap<String, String>,
}

/// The line of a person's newer number.
#[derive(Debug, PartialEq)]
pub struct Line {
    pub number: u64,
    pub says_the_same: bool,
}

impl Newer {
    /// Remembers a line.
    pub fn note(&mut self, plan: &Plan, row: &Row) {
        let ident = &row.cells[plan.slot("ident")];
        let said = self.said(plan, row);
        self.lines.entry(self.random.hash_one(ident)).or_insert((row.line, said));
        if let (Some(now), Some(earlier)) =
            (ident.as_text(), row.cells[plan.slot("tidligere_ident")].as_text())
            && now != earlier
        {
            self.after.entry(earlier.to_owned()).or_insert_with(|| now.to_owned());
        }
    }

    /// The number that a line of the file gives after this one; none where they follow one another in a ring.
    pub fn after(&self, ident: &str) -> Option<&str> {
        let newer = self.after.get(ident)?;
        let mut last = newer;
        for _ in 0..self.after.len() {
            match self.after.get(last) {
                Some(next) => last = next,
                None => return Some(newer),
            }
        }
        None
    }

    /// The line of the file that a number has.
    pub fn line(&self, plan: &Plan, row: &Row, newer: &str) -> Option<Line> {
        let (number, said) = *self.lines.get(&self.random.hash_one(Cell::text(newer)))?;
        Some(Line { number, says_the_same: said == self.said(plan, row) })
    }

    /// All but the numbers.
    fn said(&self, plan: &Plan, row: &Row) -> u32 {
        let now = plan.slot("fodselsnummer");
        let cells: Vec<_> = plan.targets.iter().map(|t| t.slot()).filter(|slot| *slot != now).collect();
        self.random.hash_one(cells.into_iter().map(|slot| &row.cells[slot]).collect::<Vec<_>>()) as u32
    }
}
