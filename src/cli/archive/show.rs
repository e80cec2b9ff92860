//! `rutine archive show`.

use anyhow::Result;

use super::no_document;
use crate::cli::document::document;
use crate::cli::house::{House, print_json};
use crate::cli::table::say;
use crate::cli::{Exit, Global};
use crate::domain::{counted, one_line};
use crate::inspect::{self, DepositView, OutboxChange, WholeDeposit};
use crate::oslo;
use crate::outbox::Dokument;
use crate::outbox::deposits::DepositState;

pub fn show(global: &Global, house: &House, id: &str) -> Result<Exit> {
    let mut db = house.db()?;
    let deposit = inspect::deposit(&mut db, id)?.ok_or_else(|| no_document(id))?;
    let changes = inspect::outbox_changes(&mut db, &format!("deposit:{id}"))?;
    let dokument = deposit.dokument()?;
    if global.json {
        let all = WholeDeposit { deposit: &deposit, content: &dokument, changes: &changes };
        print_json(&document("deposit", all))?;
        return Ok(Exit::Done);
    }
    standing(&deposit);
    changes.iter().for_each(print_change);
    println!();
    read_aloud(&deposit, &dokument);
    Ok(Exit::Done)
}

fn standing(d: &DepositView) {
    say!("{}  {}  fylke {}  {}", d.document_id, d.state, d.fylke, one_line(&d.document_type));
    say!("  posted {}, of `{}`", oslo::text(d.created), d.source);
    let tries = if d.tries == 1 { "once".to_owned() } else { counted(d.tries, "time") };
    if let Some(to) = d.handed_to.as_ref().filter(|_| d.tries > 0) {
        say!("  handed out {tries}, last to {to}");
    }
    let lines = [
        ("sha256", d.sha256.clone()),
        ("waits for an answer until", d.lease_until.map(oslo::text)),
        ("handed out again from", d.not_before.map(oslo::text)),
        ("reference", d.reference.clone()),
        ("because", d.detail.clone()),
        ("since", d.settled.map(oslo::text)),
    ];
    for (what, value) in lines {
        if let Some(value) = value {
            say!("  {what} {value}");
        }
    }
    if d.state == DepositState::GivenUp {
        say!("  hint: this is a person's now; `rutine archive retry {} --reason TEXT`", d.document_id);
    }
}

fn print_change(OutboxChange { at, change: c }: &OutboxChange) {
    say!("  {} {}: {} -> {}, {}", oslo::text(*at), c.actor, c.from_state, c.to_state, c.reason);
}

fn read_aloud(d: &DepositView, dokument: &Dokument) {
    say!("{}\n{}", one_line(&dokument.mottaker), one_line(&d.title));
    if let Some(dato) = dokument.dato {
        say!("{dato}");
    }
    if let Some((orgnr, navn)) = &dokument.bedrift {
        say!("{} ({})", one_line(navn), one_line(orgnr));
    }
    println!();
    dokument.felter.iter().for_each(|(label, value)| say!("{}: {}", one_line(label), one_line(value)));
    if let Some(brev) = &dokument.brev {
        say!("\n{}\n", one_line(&brev.emne));
        brev.tekst.lines().for_each(|line| say!("{}", one_line(line)));
    }
    for (n, (question, answer)) in dokument.sporsmal.iter().enumerate() {
        say!("\n{}. {}", n + 1, one_line(question));
        answer.lines().for_each(|line| say!("   {}", one_line(line)));
    }
}
