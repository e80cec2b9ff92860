//! `rutine outbox`.

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::document::document;
use super::exit::Misuse;
use super::house::{House, fylke, print_json};
use super::{Exit, Global, table};
use crate::clock::oslo_text;
use crate::inspect::{self, LetterFilter, LetterView};
use crate::outbox::{self, Which};

#[derive(Args)]
pub struct Outbox {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    filter: Filter,
}

#[derive(Args, Clone, Default)]
struct Filter {
    #[arg(long)]
    job: Option<String>,
    #[arg(long, value_name = "NN", value_parser = fylke)]
    fylke: Option<String>,
    #[arg(long, value_parser =
        ["held", "pending", "sending", "sent", "rejected", "unknown", "given_up", "dropped"])]
    state: Option<String>,
    #[arg(long, default_value_t = 50)]
    limit: i64,
}

#[derive(Subcommand)]
enum Action {
    /// List letters
    List(Filter),
    /// Show one letter whole
    Show { key: String },
    /// Keep pending letters from being delivered
    Hold(Bulk),
    /// Make held letters pending again
    Release(Bulk),
}

/// Which letters a bulk change is for: at least one must be said.
#[derive(Args)]
struct Bulk {
    #[arg(long)]
    key: Option<String>,
    #[arg(long)]
    job: Option<String>,
    #[arg(long, value_name = "NN", value_parser = fylke)]
    fylke: Option<String>,
}

pub fn run(global: &Global, command: &Outbox) -> Result<Exit> {
    let house = House::reading(global)?;
    match &command.action {
        None => list(global, &house, &command.filter),
        Some(Action::List(filter)) => list(global, &house, filter),
        Some(Action::Show { key }) => show(global, &house, key),
        Some(Action::Hold(bulk)) => change(global, &house, bulk, "pending", "held"),
        Some(Action::Release(bulk)) => change(global, &house, bulk, "held", "pending"),
    }
}

fn list(global: &Global, house: &House, filter: &Filter) -> Result<Exit> {
    let job = filter.job.as_deref().map(|j| house.code(j));
    let limit = if global.json { i64::MAX } else { filter.limit };
    let (fylke, state) = (filter.fylke.clone(), filter.state.clone());
    let letters = inspect::letters(&mut house.db()?, &LetterFilter { job, fylke, state, limit })?;
    if global.json {
        print_json(&document("letters", letters.iter().map(shown).collect::<Vec<_>>()))?;
    } else if letters.is_empty() {
        println!("no letters");
    } else {
        let mut t = table::table(&["state", "job", "fylke", "to", "subject"]);
        for l in &letters {
            t.add_row([&l.state, &l.job, &l.fylke, &l.to_address, &l.subject]);
        }
        table::print(t);
        table::more(letters.len(), filter.limit);
    }
    Ok(Exit::Done)
}

fn show(global: &Global, house: &House, key: &str) -> Result<Exit> {
    let letter = inspect::letter(&mut house.db()?, key)?.ok_or_else(|| {
        Misuse(format!("there is no letter `{key}`; `rutine outbox --json` gives the keys"))
    })?;
    if global.json {
        let mut all = shown(&letter);
        all["body"] = letter.body.into();
        print_json(&document("letter", all))?;
        return Ok(Exit::Done);
    }
    println!("{}  {}", letter.key, letter.state);
    println!("posted {}", oslo_text(letter.created));
    if let Some(at) = letter.settled {
        println!("{} {}", letter.state, oslo_text(at));
    }
    println!("To: {}\nSubject: {}\nMessage-ID: {}\n", letter.to_address, letter.subject, letter.message_id);
    print!("{}", letter.body);
    Ok(Exit::Done)
}

fn change(global: &Global, house: &House, bulk: &Bulk, from: &str, to: &str) -> Result<Exit> {
    let job = bulk.job.as_deref().map(|j| house.job(j).map(|j| j.code.clone())).transpose()?;
    let which = Which { key: bulk.key.clone(), job, fylke: bulk.fylke.clone() };
    if which == Which::default() {
        return Err(Misuse("say which letters: `--key`, `--job` or `--fylke`".into()).into());
    }
    let moved = outbox::restate(&mut house.db()?, &which, from, to)?;
    if global.json {
        print_json(&json!({"schema": 1, "state": to, "letters": moved}))?;
    } else {
        println!("{moved} letters {to}");
    }
    Ok(Exit::Done)
}

fn shown(l: &LetterView) -> Value {
    json!({
        "key": l.key, "state": l.state, "job": l.job, "fylke": l.fylke, "to": l.to_address, "subject": l.subject,
        "language": l.language, "message_id": l.message_id, "detail": l.detail,
    })
}
