//! Which keys a file has named so far: two lines that say different things of one row are told, however far apart they stand.
//! Sixteen bytes a line are kept, whatever stands in it.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use super::chunk::Row;
use super::upsert::Plan;

/// What a line is beside those before it.
#[derive(Debug, PartialEq)]
pub enum Beside {
    First,
    /// An earlier line says just the same.
    Equal,
    /// This line has the same key and other values.
    Other(u64),
}

#[derive(Default)]
pub struct Doubles {
    random: RandomState,
    /// By a hash of the key: the line, and a hash of what it says.
    lines: HashMap<u64, (u32, u32)>,
}

impl Doubles {
    /// Compares a line with those before it and, where it is the first, remembers it.
    pub fn beside(&mut self, plan: &Plan, row: &Row) -> Beside {
        let (key, said) = (self.key(plan, row), self.hash(plan.said(row)) as u32);
        match self.lines.get(&key) {
            Some((_, before)) if *before == said => Beside::Equal,
            Some((line, _)) => Beside::Other(u64::from(*line)),
            None => {
                self.lines.insert(key, (u32::try_from(row.line).unwrap_or(u32::MAX), said));
                Beside::First
            }
        }
    }

    /// A line that was not taken stands in no other's way.
    pub fn forget(&mut self, plan: &Plan, row: &Row) {
        self.lines.remove(&self.key(plan, row));
    }

    fn key(&self, plan: &Plan, row: &Row) -> u64 {
        self.hash(plan.named(row))
    }

    fn hash<'a>(&self, cells: impl Iterator<Item = &'a (impl Hash + 'a)>) -> u64 {
        self.random.hash_one(cells.collect::<Vec<_>>())
    }
}
