//! What a rule says of a unit, and what a routine says of a run that it will not begin.

use toml::Value;

use super::Bound;

/// What a rule says of one unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict<A, G> {
    Act(A),
    Unchanged,
    /// Left for a reason, with the figures behind it.
    Leave(G, String),
}

impl<A, G> Verdict<A, G> {
    pub fn leave(reason: G) -> Self {
        Verdict::Leave(reason, String::new())
    }

    /// This, but where something stands in the way.
    #[must_use]
    pub fn unless(self, hindrance: Option<G>) -> Self {
        hindrance.map_or(self, Verdict::leave)
    }
}

/// A routine's guard: it will not run on this. Nothing has been written.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    pub why: String,
    /// The parameters with which it would run; none where no parameter helps.
    pub with: Vec<(&'static str, String)>,
}

impl Refusal {
    /// Where a parameter that would let it run is itself out of bounds in the year, none helps: no line is hinted that would
    /// be refused in its turn.
    #[must_use]
    pub fn within(mut self, bounds: &[Bound], year: i64) -> Self {
        let is_out = |(name, value): &(&str, String)| {
            let mut own = bounds.iter().filter(|b| b.name == *name);
            own.any(|b| b.check(&Value::String(value.clone()), Some(year)).is_err())
        };
        if self.with.iter().any(is_out) {
            self.with.clear();
        }
        self
    }

    /// What was given, and what it would run with besides.
    pub fn given_with(&self, given: &[(String, String)]) -> Vec<(String, String)> {
        let with = self.with.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        given.iter().cloned().chain(with).collect()
    }
}
