//! What a rule says of a unit, and what a routine says of a run that it will not begin.

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
    /// A parameter with which it would run.
    pub with: Option<(&'static str, String)>,
}
