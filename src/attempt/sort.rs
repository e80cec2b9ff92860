//! The loop that most routines are: of each row a rule decides; those to act on are handed back, the others are told.

use anyhow::Result;

use super::{Chunk, Verdict, with_letter};
use crate::domain::Key;

/// A row that is of one unit.
pub trait Unit {
    fn unit(&self) -> Key;
}

/// A reason of a routine's closed set.
pub trait Why: Copy {
    fn code(self) -> &'static str;
}

/// Rows to act on, each with what is to be done, and rows that are left, each with why and the figures behind it.
type Sorted<R, A, G> = (Vec<(R, A)>, Vec<(R, G, String)>);

impl Chunk<'_> {
    /// Those of `rows` that are to be acted on, each with what is to be done; the others are told as unchanged or left.
    pub fn sort<R: Unit, A, G: Why>(
        &mut self,
        rows: Vec<R>,
        decide: impl FnMut(&R) -> Verdict<A, G>,
    ) -> Vec<(R, A)> {
        let (act, left) = self.part(rows, decide);
        left.into_iter().for_each(|(row, why, figures)| self.left(row.unit(), why, figures));
        act
    }

    /// As `sort`, where some of those that are left are written to: `letter` returns why it could not be, or nothing.
    ///
    /// # Errors
    /// What `letter` says.
    pub fn sort_with_letters<R: Unit, A, G: Why>(
        &mut self,
        rows: Vec<R>,
        decide: impl FnMut(&R) -> Verdict<A, G>,
        mut letter: impl FnMut(&mut Self, &R, G, &str) -> Result<String>,
    ) -> Result<Vec<(R, A)>> {
        let (act, left) = self.part(rows, decide);
        for (row, why, figures) in left {
            let hindrance = letter(self, &row, why, &figures)?;
            self.left(row.unit(), why, with_letter(&figures, &hindrance));
        }
        Ok(act)
    }

    fn part<R, A, G>(
        &mut self,
        rows: Vec<R>,
        mut decide: impl FnMut(&R) -> Verdict<A, G>,
    ) -> Sorted<R, A, G> {
        let (mut act, mut left) = (vec![], vec![]);
        for row in rows {
            match decide(&row) {
                Verdict::Act(what) => act.push((row, what)),
                Verdict::Unchanged => self.unchanged(),
                Verdict::Leave(why, figures) => left.push((row, why, figures)),
            }
        }
        (act, left)
    }
}
