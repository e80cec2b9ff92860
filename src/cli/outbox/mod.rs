//! `rutine outbox`.

mod change;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::Map;

use super::arguments::{Day, code, fylke};
use super::document::{document, list as as_list};
use super::exit::Misuse;
use super::house::{House, print_json};
use super::table::say;
use super::{Exit, Global, arguments, table};
use crate::domain::{Malform, counted};
use crate::inspect::{self, LetterShown, LetterView, OutboxChange, WholeLetter};
use crate::oslo;
use crate::outbox::{self, Grunn, LetterState, Verb, Which};
use crate::routine::vg3::BORTFALL;
pub use change::NO_ADDRESS;
use change::{Bulk, GIVE_UP, HOLD, RELEASE, RETRY, Release, change};

#[derive(Args)]
pub struct Outbox {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    listed: Listed,
}

/// Letters listed for people.
const LISTED: i64 = 50;

#[derive(Args, Clone, Default, PartialEq)]
struct Listed {
    #[command(flatten)]
    filter: Filter,
    /// Each letter's key, in place of recipient and subject
    #[arg(long)]
    keys: bool,
    /// Show so many; 0 shows all [default: 50, all as JSON]
    #[arg(long, value_name = "N", value_parser = arguments::number::<u32>)]
    limit: Option<u32>,
}

#[derive(Args, Clone, Default, PartialEq)]
struct Filter {
    /// Its key; `rutine outbox list --keys` gives them
    #[arg(long)]
    key: Option<String>,
    /// Code or name of a job
    #[arg(long)]
    job: Option<String>,
    /// County numbers
    #[arg(long, value_name = "NN,NN", value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// Where it stands
    #[arg(long, ignore_case = true, value_parser = code(LetterState::CODES, LetterState::named))]
    state: Option<LetterState>,
    /// What the letter is for, such as `tilbud`
    #[arg(long, value_parser = arguments::purpose)]
    purpose: Option<String>,
    /// Posted on this date or later
    #[arg(long, value_name = "DATE")]
    since: Option<Day>,
}

#[derive(Subcommand)]
enum Action {
    /// List letters
    List(Listed),
    /// Show one letter whole, by its key or the reference that stands in it
    Show {
        /// The letter's key, or the reference that stands in it
        key: String,
    },
    /// Keep pending letters from being delivered
    Hold(Bulk),
    /// Make held letters pending again
    Release(Release),
    /// Send rejected or given up letters again, to the address the register has now; unknown ones only where
    /// `--state unknown` or `--key` says so
    Retry(Bulk),
    /// Give letters up that are not sent
    GiveUp(Bulk),
}

pub fn run(global: &Global, command: &Outbox) -> Result<Exit> {
    if command.action.is_some() && command.listed != Listed::default() {
        return Err(arguments::before_the_word("outbox").into());
    }
    let house = House::reading(global)?;
    match &command.action {
        None => list(global, &house, &command.listed),
        Some(Action::List(listed)) => list(global, &house, listed),
        Some(Action::Show { key }) => show(global, &house, key),
        Some(Action::Hold(bulk)) => change(global, &house, bulk, &HOLD, Verb::Hold),
        Some(Action::Release(Release { bulk, past_deadline })) => {
            let verb = Verb::Release { late_ok: *past_deadline, today: house.today() };
            change(global, &house, bulk, &RELEASE, verb)
        }
        Some(Action::Retry(bulk)) => {
            let verb = Verb::Retry { only_nobodys: house.config.only_nobodys() };
            change(global, &house, bulk, &RETRY, verb)
        }
        Some(Action::GiveUp(bulk)) => change(global, &house, bulk, &GIVE_UP, Verb::GiveUp),
    }
}

impl Filter {
    fn which(&self, house: &House) -> Which {
        Which {
            key: self.key.clone(),
            job: self.job.as_deref().map(|j| house.code(j)),
            fylke: self.fylke.clone(),
            purpose: self.purpose.clone(),
            states: self.state.into_iter().collect(),
            since: self.since.and_then(|day| day.on(house.today()).pred_opt()).map(oslo::end_of_day),
        }
    }
}

impl Filter {
    /// Nothing was found: could there have been anything?
    ///
    /// # Errors
    /// A key that is none, a county that is not served, a date to come.
    fn ensure_some_could_be(&self, house: &House) -> Result<()> {
        if let (Some(key), None, None) = (&self.key, &self.state, &self.since) {
            return Err(no_letter(key).into());
        }
        house.ensure_within(&self.fylke, self.since.map(|day| day.on(house.today())))
    }
}

fn list(global: &Global, house: &House, listed: &Listed) -> Result<Exit> {
    let which = listed.filter.which(house);
    // A program gets them all, unless it asks for fewer.
    let limit = listed.limit.map_or(if global.json { i64::MAX } else { LISTED }, table::rows);
    let mut db = house.db()?;
    let letters = inspect::letters(&mut db, &which, limit)?;
    let counts = outbox::counts(&mut db, &which)?;
    let total: i64 = counts.iter().map(|c| c.letters).sum();
    if total == 0 {
        house.ensure_job(listed.filter.job.as_deref())?;
        listed.filter.ensure_some_could_be(house)?;
    }
    if global.json {
        let letters: Vec<_> = letters.iter().map(LetterShown::from).collect();
        let mut all = as_list("letters", &letters, total);
        let states = counts.into_iter().map(|c| (c.state.to_string(), c.letters.into()));
        all["states"] = states.collect::<Map<_, _>>().into();
        print_json(&all)?;
    } else if letters.is_empty() {
        say!("no letters");
    } else {
        print_table(&letters, listed.keys);
        let counts: Vec<_> = counts.iter().map(|c| format!("{} {}", c.state, c.letters)).collect();
        println!("{}", table::listed(&counts));
        table::more(letters.len(), total);
    }
    Ok(Exit::Done)
}

fn print_table(letters: &[LetterView], keys: bool) {
    let headings: &[&str] =
        if keys { &["state", "key"] } else { &["state", "job", "fylke", "to", "subject"] };
    // Of one that does not go, who it is for and why is what is asked.
    let because = |l: &LetterView| match l.to_address.as_str() {
        "" => format!("{}: {}", l.unit, l.detail.as_deref().unwrap_or_default()),
        address => address.to_owned(),
    };
    let mut t = table::table(headings);
    for l in letters {
        match keys {
            true => t.add_row([l.state.code(), &l.key]),
            false => t.add_row([l.state.code(), &l.job, &l.fylke, &because(l), &l.subject]),
        };
    }
    table::print(t);
}

fn show(global: &Global, house: &House, key: &str) -> Result<Exit> {
    let mut db = house.db()?;
    let letter = inspect::letter(&mut db, key)?.ok_or_else(|| no_letter(key))?;
    let changes = inspect::outbox_changes(&mut db, &format!("letter:{}", letter.key))?;
    if global.json {
        print_json(&document("letter", WholeLetter::new(&letter, &changes)))?;
        return Ok(Exit::Done);
    }
    say!("{}  {}", letter.key, letter.state);
    say!("posted {}, reference {}", oslo::text(letter.created), outbox::reference(&letter.key));
    print_history(house, &letter, &changes);
    if let Some(day) = letter.deadline {
        say!("deadline {day}");
    }
    say!("To: {}\nSubject: {}\nMessage-ID: {}\n", letter.to_address, letter.subject, letter.message_id);
    say!("{}", letter.body.trim_end());
    Ok(Exit::Done)
}

fn print_history(house: &House, letter: &LetterView, changes: &[OutboxChange]) {
    for OutboxChange { at, change: c } in changes {
        let at = oslo::text(*at);
        let reason = if c.reason.is_empty() { String::new() } else { format!(": {}", c.reason) };
        say!("{} -> {} {at} by {}{reason}", c.from_state, c.to_state, c.actor);
    }
    if letter.tries > 0 {
        say!("tried {}", counted(letter.tries, "time"));
    }
    if let Some(at) = letter.not_before {
        say!("next try {}", oslo::text(at));
    }
    if let Some(detail) = &letter.detail {
        say!("because: {detail}{}", in_words(house, letter, detail));
    }
    if let Some(at) = letter.settled {
        say!("{} {}", letter.state, oslo::text(at));
    }
}

/// What a reason says, the outbox's or the routine's, in the letter's målform.
fn in_words(house: &House, letter: &LetterView, reason: &str) -> String {
    let job = house.jobs.iter().find(|j| j.code == letter.job);
    let routines = job.and_then(|j| j.routine.reasons.iter().chain(BORTFALL).find(|r| r.code == reason));
    let malform = Malform::of(Some(&letter.language), "nb");
    let own =
        Grunn::named(reason).filter(|_| [LetterState::Held, LetterState::NoAddress].contains(&letter.state));
    let text = own.map(|g| g.text(malform));
    let text = text.or(routines.map(|r| r.text(malform)));
    text.map_or_else(String::new, |text| format!(" ({text})"))
}

fn no_letter(key: &str) -> Misuse {
    Misuse(format!("there is no letter `{key}`; `rutine outbox list --keys` gives them"))
}
