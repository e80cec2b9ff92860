//! How a run stands, with its attempts and what they come to: as a document has it, and a page.

use serde::Serialize;

use super::{Attempt, RunView, telling};
use crate::attempt::{AttemptState, RunState, Tally};

/// How a run stands, in a word: one whose process is gone is `lost`, though the ledger has it running until somebody takes
/// it over.
pub fn word(state: RunState, is_lost: bool) -> &'static str {
    if is_lost { AttemptState::Lost.code() } else { state.code() }
}

/// How an attempt stands, in a word; that of a lost run is lost, too.
pub fn outcome(a: &Attempt, is_lost: bool) -> &'static str {
    match a.state {
        AttemptState::Running => word(RunState::Running, is_lost),
        AttemptState::Done | AttemptState::Failed | AttemptState::Lost | AttemptState::Returned => a.word(),
    }
}

pub fn tries(attempts: &[Attempt]) -> usize {
    attempts.iter().filter(|a| a.is_try()).count()
}

/// What a run has done over all its attempts.
pub fn total(attempts: &[Attempt]) -> Tally {
    let mut all = Tally::default();
    attempts.iter().for_each(|a| all.add(&a.tally()));
    all
}

/// A run, whole.
#[derive(Serialize)]
pub struct RunShown<'a> {
    #[serde(flatten)]
    run: &'a RunView,
    name: Option<&'static str>,
    lost: bool,
    tries: usize,
    #[serde(flatten)]
    last: Last<'a>,
    #[serde(flatten)]
    figures: Figures,
    attempts: Vec<AttemptShown<'a>>,
}

/// Of its last attempt.
#[derive(Serialize)]
struct Last<'a> {
    attempt: Option<i64>,
    trigger: Option<&'a str>,
    duration_ms: Option<i64>,
}

/// Of the attempt that tells how it stands, and of all.
#[derive(Serialize)]
struct Figures {
    #[serde(serialize_with = "totals")]
    tally: Tally,
    tally_of_attempt: Option<i64>,
    acted_total: u64,
    letters: u64,
    no_letter: std::collections::BTreeMap<String, u64>,
    deposits: u64,
}

#[derive(Serialize)]
struct AttemptShown<'a> {
    #[serde(flatten)]
    attempt: &'a Attempt,
    outcome: &'static str,
}

impl<'a> RunShown<'a> {
    /// `is_lost`: its process is gone.
    pub fn new(run: &'a RunView, attempts: &'a [Attempt], is_lost: bool) -> Self {
        let shown = |attempt| AttemptShown { attempt, outcome: outcome(attempt, is_lost) };
        RunShown {
            run,
            name: crate::routine::find(&run.routine).map(|r| r.name),
            lost: is_lost,
            tries: tries(attempts),
            last: Last::of(attempts.last()),
            figures: Figures::of(attempts),
            attempts: attempts.iter().map(shown).collect(),
        }
    }
}

impl<'a> Last<'a> {
    fn of(last: Option<&'a Attempt>) -> Self {
        Last {
            attempt: last.map(|a| a.number),
            trigger: last.map(|a| a.trigger.as_str()),
            duration_ms: last.and_then(Attempt::duration_ms),
        }
    }
}

impl Figures {
    fn of(attempts: &[Attempt]) -> Self {
        let telling = telling(attempts);
        let Tally { acted, letters, no_letter, deposits, .. } = total(attempts);
        Figures {
            tally: telling.map(Attempt::tally).unwrap_or_default(),
            tally_of_attempt: telling.map(|a| a.number),
            acted_total: acted,
            letters,
            no_letter,
            deposits,
        }
    }
}

fn totals<S: serde::Serializer>(tally: &Tally, serializer: S) -> Result<S::Ok, S::Error> {
    tally.totals().serialize(serializer)
}
