//! What waits for a person: `rutine check` tells it one by one, `rutine tick` in sum.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};

use super::alike::{Alike, Failure};
use super::house::House;
use super::not_left::NotLeft;
use super::table::say;
use super::why::as_of;
use crate::attempt::RunState;
use crate::domain::{counted, fylke};
use crate::inspect::{self, DepositFilter, Filter, RunView};
use crate::outbox::deposits::DepositState;
use crate::outbox::{self, Count, LetterState, Which};
use crate::run;
use crate::store::Db;

/// Letters in these states wait for a person.
const LETTERS: [LetterState; 5] = [
    LetterState::Held,
    LetterState::NoAddress,
    LetterState::Rejected,
    LetterState::Unknown,
    LetterState::GivenUp,
];

/// So do documents in these.
const DOCUMENTS: [DepositState; 3] = [DepositState::Held, DepositState::Declined, DepositState::GivenUp];

/// How many runs are named one by one; the others are counted.
const NAMED_MAX: usize = 20;
/// How many jobs, and counties of one job, are named in a sum.
const JOBS_MAX: usize = 6;
const FYLKER_MAX: usize = 4;

#[derive(Default)]
pub struct Waits {
    failed: Vec<RunView>,
    /// When each of them failed, by its number.
    since: BTreeMap<i64, String>,
    /// Begun, and their process is gone.
    lost: Vec<RunView>,
    letters: Vec<Count>,
    documents: Vec<(DepositState, i64)>,
    /// Letters that wait for nobody, and should have left.
    not_left: Option<NotLeft>,
}

impl Waits {
    /// # Errors
    /// What the database says.
    pub fn look(db: &mut Db, house: &House) -> Result<Self> {
        let lost = run::lost(db, &house.url)?;
        let running = Filter { state: Some(RunState::Running), limit: i64::MAX, ..Filter::default() };
        let mut begun = inspect::runs(db, &running)?;
        begun.retain(|r| lost.contains(&r.id));
        let letters = outbox::counts(db, &Which { states: LETTERS.to_vec(), ..Which::default() })?;
        let mut documents = vec![];
        for state in DOCUMENTS {
            let filter = DepositFilter { state: Some(state), ..DepositFilter::default() };
            documents.push((state, inspect::count_deposits(db, &filter)?));
        }
        documents.retain(|(_, n)| *n > 0);
        let failed = inspect::failed(db)?;
        let ids: Vec<_> = failed.iter().map(|r| r.id).collect();
        let attempts = inspect::attempts(db, &ids)?;
        let tried = attempts.iter().filter(|a| !a.was_refused());
        let since = tried.map(|a| (a.run_id, as_of(a))).collect();
        Ok(Waits { failed, since, lost: begun, letters, documents, not_left: NotLeft::look(db, house)? })
    }

    /// A section of its own; nothing where nothing waits.
    pub fn print(&self) {
        let figures = self.figures();
        if figures.is_empty() {
            return;
        }
        say!("waiting for a person: {}", figures.join(", "));
        self.print_failed();
        self.lost.iter().for_each(print_lost);
        for Count { state, letters } in &self.letters {
            say!("  letters {state}: {letters}\n    `rutine outbox list --state {state}` lists them");
        }
        for (state, documents) in &self.documents {
            say!("  documents {state}: {documents}\n    `rutine archive list --state {state}` lists them");
        }
        if let Some(not_left) = &self.not_left {
            not_left.print();
        }
    }

    /// Those of one job and date that failed for one cause, once.
    fn print_failed(&self) {
        let groups = Alike::gathered(self.failed.iter().map(failure));
        for group in groups.iter().take(NAMED_MAX) {
            let since = self.since.get(&group.first().run).map_or("", String::as_str);
            let mut of_it = self.failed.iter().filter(|r| group.holds(r.id));
            let says_more = of_it.any(|r| run::says_what_to_type(error_of(r)));
            print_alike(group, since, says_more);
        }
        let more: usize = groups.iter().skip(NAMED_MAX).map(Alike::len).sum();
        if more > 0 {
            say!("  and {more} more: `rutine runs --state failed`");
        }
    }

    /// In a line or two; nothing where nothing waits.
    pub fn print_sum(&self) {
        if !self.failed.is_empty() {
            let first = self.failed[0].id;
            say!(
                "waiting for a person: {}: {}",
                counted(self.failed.len(), "failed run"),
                named(&self.failed)
            );
            say!("  hint: `rutine runs --state failed` lists them, `rutine why {first}` tells of the first");
        }
        if !self.lost.is_empty() {
            let first = self.lost[0].id;
            say!("lost, their process gone: {}: {}", counted(self.lost.len(), "run"), named(&self.lost));
            say!("  hint: `rutine why {first}` says what to do");
        }
        let out = self.outgoing();
        if !out.is_empty() {
            say!("waiting for a person: {}", out.join(", "));
            say!("  hint: `rutine check` says how they are listed");
        }
        if let Some(not_left) = &self.not_left {
            not_left.print();
        }
    }

    /// Behind what else there is to say.
    pub fn told(&self) -> &'static str {
        if self.figures().is_empty() {
            "nothing waits for a person"
        } else {
            "what waits for a person stands above"
        }
    }

    fn figures(&self) -> Vec<String> {
        let runs = [(self.failed.len(), "failed run"), (self.lost.len(), "lost run")];
        let runs = runs.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(n, what));
        let not_left = self.not_left.iter().map(NotLeft::figure);
        runs.chain(self.outgoing()).chain(not_left).collect()
    }

    fn outgoing(&self) -> Vec<String> {
        let letters = self.letters.iter().map(|c| format!("{} {}", counted(c.letters, "letter"), c.state));
        let documents = self.documents.iter().map(|(state, n)| format!("{} {state}", counted(n, "document")));
        letters.chain(documents).collect()
    }

    /// Each as a list of the document's own.
    pub fn add_to(&self, document: &mut Value) {
        let letter = |c: &Count| json!({"state": c.state, "letters": c.letters});
        let kept = |(state, n): &(DepositState, i64)| json!({"state": state, "documents": n});
        document["waiting"] = json!(self.failed);
        document["lost"] = json!(self.lost);
        document["letters"] = self.letters.iter().map(letter).collect();
        document["documents"] = self.documents.iter().map(kept).collect();
        document["not_left"] = self.not_left.as_ref().map(NotLeft::shown).into();
    }
}

fn error_of(r: &RunView) -> &str {
    r.error.as_deref().unwrap_or("no error was kept")
}

fn failure(r: &RunView) -> Failure<'_> {
    let cause = error_of(r).lines().next().unwrap_or_default().to_owned();
    Failure { run: r.id, job: &r.job, fylke: &r.fylke, asof: r.slot, cause }
}

fn print_alike(group: &Alike, since: &str, says_what_to_type: bool) {
    let Failure { run, job, asof, .. } = group.first();
    let is_one = group.len() == 1;
    let (runs, each) = if is_one { ("run", "") } else { ("runs", ", and so on") };
    say!("  {runs} {}, {job} for fylke {} on {asof}", group.runs(), group.fylker());
    say!("    {since}{}", group.cause());
    if says_what_to_type {
        say!("    `rutine why {run}`{each} says what to type");
    } else {
        say!("    `rutine why {run}` tells more, `rutine retry {run}`{each} tries again");
    }
}

fn print_lost(r: &RunView) {
    say!("  run {}, {} for fylke {} on {}", r.id, r.job, r.fylke, r.slot);
    say!("    lost: it was begun, and its process is gone or frozen; a daemon goes on with it");
    say!("    `rutine why {0}` tells more, `rutine retry {0}` goes on with it now", r.id);
}

/// `5A115 Vestland, Troms; 5A119 Vestland (3)`: several dates of one job and county are counted.
fn named(runs: &[RunView]) -> String {
    let mut jobs = BTreeMap::<&str, BTreeMap<&str, usize>>::new();
    for r in runs {
        *jobs.entry(&r.job).or_default().entry(&r.fylke).or_default() += 1;
    }
    let county = |(nr, dates): (&&str, &usize)| {
        let navn = fylke::navn(nr).unwrap_or(nr);
        if *dates == 1 { navn.to_owned() } else { format!("{navn} ({dates})") }
    };
    let of = |(job, fylker): (&&str, &BTreeMap<&str, usize>)| {
        let fylker = fylker.iter().map(county).collect();
        format!("{job} {}", shortened(fylker, FYLKER_MAX, ", "))
    };
    shortened(jobs.iter().map(of).collect(), JOBS_MAX, "; ")
}

/// The first of them, and how many more.
fn shortened(mut all: Vec<String>, most: usize, between: &str) -> String {
    let more = all.len().saturating_sub(most);
    all.truncate(most);
    let told = all.join(between);
    if more == 0 { told } else { format!("{told} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::domain::fylke::FYLKER;
    use crate::inspect::RunView;

    fn runs(of: &[(&str, &str)]) -> Vec<RunView> {
        of.iter()
            .map(|(job, fylke)| RunView { job: (*job).into(), fylke: (*fylke).into(), ..RunView::default() })
            .collect()
    }

    #[test]
    fn jobs_and_counties_are_named_and_the_many_shortened() {
        let few = runs(&[("5A119", "46"), ("5A115", "46"), ("5A115", "55"), ("5A119", "46")]);
        assert_eq!(named(&few), "5A115 Vestland, Troms; 5A119 Vestland (2)");
        let all: Vec<_> = FYLKER.map(|nr| ("5A115", nr)).to_vec();
        assert_eq!(named(&runs(&all)), "5A115 Oslo, Rogaland, Møre og Romsdal, Nordland and 11 more");
    }
}
