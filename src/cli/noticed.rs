//! What `rutine check` tells besides faults and what waits for a person: no fault, and yet to be known.

use super::table::{say, tell};
use anyhow::Result;
use serde_json::{Value, json};

use super::exposed::{self, Exposed};
use super::house::House;
use super::resting::{self, Resting};
use super::{Global, restored};
use crate::domain::counted;
use crate::inspect::{self, Beaten, Edit, NoRound, OutOfStep};
use crate::manifest::{self, Overruled};
use crate::outbox::{self, Doubtful};
use crate::run;

#[derive(Default)]
pub struct Noticed {
    /// What the manifests owe otherwise than when the daemon last looked.
    edits: Vec<Edit>,
    /// What they owe otherwise than the yearly report's rounds say.
    rounds: Vec<OutOfStep>,
    /// Years for which there is no round yet.
    no_round: Vec<NoRound>,
    /// Counties' values in them that do not count.
    beaten: Vec<Beaten>,
    /// Jobs that are built in and that the folder lacks.
    missing: Vec<String>,
    /// The pauses in force.
    resting: Vec<Resting>,
    /// What may have left before the database was restored.
    doubtful: Option<Doubtful>,
    /// What others on this machine can get at.
    exposed: Vec<Exposed>,
}

impl Noticed {
    /// # Errors
    /// What the database says.
    pub fn look(global: &Global) -> Result<Self> {
        let house = House::open(global)?;
        let mut db = house.db()?;
        let (jobs, fylker, today) = (&house.jobs, &house.config.fylker, house.today());
        let doubtful = outbox::doubtful(&mut db)?;
        let doubtful = Some(doubtful).filter(|d| d.since.is_some() || d.letters + d.documents > 0);
        Ok(Noticed {
            exposed: exposed::look(&house),
            doubtful,
            edits: inspect::edits(&mut db, jobs, fylker, house.clock.now().naive_utc())?,
            rounds: inspect::out_of_step(&mut db, jobs, fylker, today)?,
            no_round: inspect::no_round(&mut db, jobs, fylker, today)?,
            beaten: inspect::beaten(&mut db, jobs, fylker, today)?,
            missing: manifest::missing(jobs),
            resting: resting::look(&house, &run::settled(&mut db, house.today())?, run::pauses(&mut db)?),
        })
    }

    pub fn print(&self) {
        self.exposed.iter().for_each(Exposed::print);
        self.edits.iter().for_each(print_edit);
        self.rounds.iter().for_each(print_round);
        self.no_round.iter().for_each(print_no_round);
        self.beaten.iter().for_each(print_beaten);
        self.doubtful.iter().for_each(print_doubtful);
        self.resting.iter().for_each(Resting::print);
    }

    /// Each as a list of the document's own.
    pub fn add_to(&self, document: &mut Value) {
        document["edits"] = json!(self.edits);
        document["rounds"] = json!(self.rounds);
        document["no_round"] = json!(self.no_round);
        document["overruled"] = json!(self.beaten);
        document["missing"] = json!(self.missing);
        document["exposed"] = self.exposed.iter().map(Exposed::shown).collect();
        document["restored"] = json!(self.doubtful);
        document["pauses"] = json!(self.resting.iter().map(Resting::shown).collect::<Vec<_>>());
    }

    /// A folder may leave out a job on purpose, but not unseen.
    pub fn warn(&self) {
        if self.missing.is_empty() {
            return;
        }
        let missing = self.missing.join(", ");
        tell!("warning: the folder of jobs lacks {missing}: nothing is owed by them, and they cannot be run");
        tell!(
            "hint: `rutine jobs export DIR` writes all that are built in; one that is not wanted is better kept, with `enabled = false`"
        );
    }
}

fn print_doubtful(d: &Doubtful) {
    say!("restored from a back-up: {}", restored::on_hold(d));
    say!(
        "  `rutine restored --sent LOG` marks those that had left; the rest is a person's; then `rutine restored --done`"
    );
}

/// The values themselves are not told: a column of text may hold anything.
fn print_beaten(b: &Beaten) {
    let Beaten { fylke, year, by_manifest: Overruled { job, name, file, line, .. } } = b;
    say!("overruled in {year}: {job}.{name} of fylke {fylke} at {file}:{line}");
    say!("  the row of fylke {fylke} and year {year} in `fylke_parameter` has another value, and wins");
    say!("  take away the one that is wrong; a row goes by taking in an empty `verdi`");
}

fn print_round(r: &OutOfStep) {
    let OutOfStep { ar, job, date, fylker } = r;
    say!(
        "out of step: the round of {ar} needs {job} on {date}, and no run is owed then (fylke {})",
        fylker.join(", ")
    );
    say!(
        "  edit the dates in the manifest of {job} (`rutine jobs show {job} --toml`), or the round (`rapport_runde`)"
    );
}

fn print_no_round(n: &NoRound) {
    let NoRound { ar, job, date, fylker } = n;
    say!("no round of {ar}: {job} needs it on {date}, and would fail (fylke {})", fylker.join(", "));
    say!(
        "  take in `rapport_runde.csv` with its dates, and `rapport_sporsmal.csv`; `rutine rapport runder` shows those there are"
    );
}

fn print_edit(e: &Edit) {
    say!("edited: {} for fylke {}, once the daemon is started anew", e.job, e.fylker.join(", "));
    for (what, dates) in [("appears", &e.appears), ("disappears", &e.disappears)] {
        match dates.as_slice() {
            [] => {}
            [one] => say!("  {what}: {one}"),
            [first, .., last] => say!("  {what}: {}, {first} to {last}", counted(dates.len(), "date")),
        }
    }
    if e.moves > 0 {
        say!("  another time of day: {}", counted(e.moves, "date"));
    }
}
