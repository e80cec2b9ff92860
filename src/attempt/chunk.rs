//! One transaction's worth of units: the connection to read and write through, and what was decided.

use std::collections::BTreeMap;
use std::fmt::Display;

use anyhow::Result;
use chrono::NaiveDate;

use super::{Scope, Tally, Why};
use crate::domain::{Hendelse, Key};
use crate::journal::{Change, Entry, Verdict};
use crate::outbox::{self, Brevmal, Brevtekst, Deposit, Dokument, Letter, Mottaker};
use crate::store::{Db, Rows};

/// Document type and titles of the archive events that the county has switched on.
pub type Hendelser = BTreeMap<Hendelse, (String, String, String)>;

pub struct Chunk<'a> {
    pub db: &'a mut Db,
    pub scope: &'a Scope,
    pub attempt: i64,
    pub(super) hendelser: &'a Hendelser,
    pub(super) entries: Vec<Entry>,
    pub(super) letters: Vec<Letter>,
    pub(super) deposits: Vec<Deposit>,
    pub(super) tally: Tally,
}

/// A letter to be written.
pub struct Draft<'a> {
    pub unit: &'a Key,
    pub purpose: &'static str,
    /// Tells this letter from others of the same purpose.
    pub sak: &'a str,
    pub to: &'a Mottaker,
    pub text: &'a Brevmal,
    /// The last day to do what it asks for, if it speaks of one.
    pub frist: Option<NaiveDate>,
}

/// The figures behind a reason, and why no letter could be sent.
pub fn with_letter(figures: &str, hindrance: &str) -> String {
    format!("{figures} {hindrance}").trim().to_owned()
}

impl Chunk<'_> {
    /// Rows to be written, each with the attempt that writes it.
    pub fn rows(&self) -> Rows {
        Rows::new().same("attempt_id", self.attempt)
    }

    /// The unit was changed, for a reason.
    pub fn acted(&mut self, unit: Key, why: impl Why, detail: String, changes: Vec<Change>) {
        self.tally.acted += 1;
        let reason = why.code();
        self.entries.push(Entry { unit, verdict: Verdict::Acted, reason, detail, changes });
    }

    /// The unit is as it should be.
    pub fn unchanged(&mut self) {
        self.tally.unchanged += 1;
    }

    /// The unit was left, for a reason.
    pub fn left(&mut self, unit: Key, why: impl Why, detail: String) {
        let reason = why.code();
        *self.tally.left.entry(reason.into()).or_default() += 1;
        self.entries.push(Entry { unit, verdict: Verdict::Left, reason, detail, changes: vec![] });
    }

    /// Posts a letter, also where nobody can be sent it: then it waits for an address. Returns the hindrance as the
    /// unit's journal keeps it, or nothing.
    ///
    /// # Errors
    /// The template asks for a value it was not given.
    pub fn letter(&mut self, draft: &Draft, values: impl serde::Serialize) -> Result<String> {
        let Draft { unit, purpose, sak, to, text, frist } = *draft;
        let brev = &self.scope.brev;
        let mut values = serde_json::to_value(values)?;
        // How to complain, for the letters that tell of a decision against somebody.
        values["klage"] = brev.klage(to.malform).into();
        let (subject, mut body) = text.render(to.malform, values)?;
        let Scope { job, fylke, .. } = self.scope;
        let key = outbox::letter_key(job, fylke, sak, unit, purpose, &to.key);
        // Below the signature, apart from it: whom to ask, and what to say that it is about.
        let referanse = format!("Referanse: {}", outbox::reference(&key));
        let under = brev.under(to.malform).into_iter().chain([referanse.as_str()]);
        body += &format!("\n{}\n", under.collect::<Vec<_>>().join("\n"));
        let hindring = to.hindring();
        self.letters.push(Letter {
            key,
            unit: unit.clone(),
            purpose,
            til: to.til.clone(),
            to_name: to.navn.clone(),
            to: to.epost.clone().filter(|_| hindring.is_none()).unwrap_or_default(),
            hindring,
            frist,
            subject,
            language: to.malform.code(),
            body,
        });
        Ok(hindring.map_or_else(String::new, |h| format!("brev={}", h.code())))
    }

    /// What the letter just written says, for the archive: without the greeting, which names somebody.
    pub fn brevtekst(&self) -> Option<Brevtekst> {
        self.letters.last().map(Brevtekst::of)
    }

    /// Makes a document for the archive if the county has switched the event on (5S083, FACT S1).
    pub fn deposit(
        &mut self,
        hendelse: Hendelse,
        source: impl Display,
        dokument: impl FnOnce(&Scope) -> Dokument,
    ) {
        if let Some((document_type, nb, nn)) = self.hendelser.get(&hendelse) {
            let dokument = dokument(self.scope);
            let title = dokument.malform().ord(nb, nn);
            self.deposits.push(Deposit {
                document_type: document_type.clone(),
                source: source.to_string(),
                title: format!("{title} {}", dokument.emne).trim_end().to_owned(),
                dokument,
            });
        }
    }
}
