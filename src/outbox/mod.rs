//! Letters to send and documents to archive, posted by key in the same transaction as what caused them.
//! Rendered once, here; carried out by `delivery`. Never sends.

pub mod deposits;
mod dokument;
mod grunn;
mod html;
mod moves;
mod not_left;
mod queue;
mod register;
mod restate;
mod restore;
mod state;
mod template;
mod which;

pub use dokument::{Brevtekst, Dokument};
pub use grunn::Grunn;
pub use html::html;
pub use moves::{By, Move, move_letters};
pub use not_left::{NotLeft, not_left};
pub use queue::{Fate, Pending, disown, finish, is_due, next_try, pending, settle, take, unposted};
pub use register::{Register, Til};
pub use restate::{ITSELF, Restated, Verb, readdress, restate};
pub use restore::{Doubtful, accounted_for, doubtful, hold_documents, restore, restored, witness};
pub use state::LetterState;
pub use template::Brevmal;
pub(crate) use template::brevmal;
pub use which::{Count, Which, counts, in_state, waiting, without_address};

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::{Key, Malform, hex};
use crate::store::{Db, Rows};

/// Whoever a letter is for.
#[derive(Clone, Debug)]
pub struct Mottaker {
    /// `soker:17`, `skole:46001`.
    pub key: String,
    pub til: Til,
    pub navn: String,
    pub epost: Option<String>,
    pub malform: Malform,
    /// Protected address: nothing is sent automatically, the county writes by hand (INFERRED).
    pub adressesperre: bool,
}

impl Mottaker {
    /// Why no letter can be sent, if none can.
    pub fn hindring(&self) -> Option<Grunn> {
        register::usable(self.epost.as_deref(), self.adressesperre).err()
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    pub key: String,
    #[serde(skip)]
    pub unit: Key,
    #[serde(skip)]
    pub purpose: &'static str,
    #[serde(skip)]
    pub til: Til,
    #[serde(skip)]
    pub to_name: String,
    /// Empty where there is none: `hindring` says why.
    pub to: String,
    #[serde(skip)]
    pub hindring: Option<Grunn>,
    /// The last day to do what it asks for.
    #[serde(skip)]
    pub frist: Option<NaiveDate>,
    pub subject: String,
    pub language: &'static str,
    #[serde(skip)]
    pub body: String,
}

impl Letter {
    /// One Message-ID for ever, made from the key.
    pub fn message_id(&self, domain: &str) -> String {
        format!("<{}@{domain}>", short_hash(&self.key))
    }

    /// Tells two renderings of the same letter apart without showing either.
    pub fn fingerprint(&self) -> String {
        short_hash(&format!("{}\n{}\n{}", self.to, self.subject, self.body))
    }
}

/// A document for the archive; the file itself is made at hand-out.
#[derive(Clone, Debug)]
pub struct Deposit {
    pub document_type: String,
    /// The natural key of what it documents, with the step.
    pub source: String,
    /// For everybody to read: names no person.
    pub title: String,
    pub dokument: Dokument,
}

/// Who posts, and when.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    pub attempt: i64,
    pub job: &'a str,
    pub fylke: &'a str,
    pub domain: &'a str,
    pub now: NaiveDateTime,
}

/// A key already there is left as it is; but a letter that nobody could be sent is written anew once there is an address.
const KEEP: &str = "ON CONFLICT (key) DO UPDATE SET attempt_id = excluded.attempt_id, to_address = excluded.to_address, \
    to_name = excluded.to_name, language = excluded.language, subject = excluded.subject, body = excluded.body, \
    deadline = excluded.deadline, state = 'pending', detail = NULL \
    WHERE letters.state = 'no_address' AND excluded.state = 'pending'";

/// Posts letters as pending, those that nobody can be sent as `no_address`. Returns how many are new.
///
/// # Errors
/// What the database says.
pub fn post_letters(db: &mut Db, by: Post, letters: &[Letter]) -> Result<usize> {
    let each = |f: fn(&Letter) -> String| letters.iter().map(f);
    Rows::new()
        .text("key", each(|l| l.key.clone()))
        .same("attempt_id", by.attempt)
        .same("job", by.job)
        .same("fylke", by.fylke)
        .text("unit", each(|l| l.unit.to_string()))
        .text("purpose", each(|l| l.purpose.to_owned()))
        .int("to_person", letters.iter().map(|l| l.til.person()))
        .text("to_skole", letters.iter().map(|l| l.til.skole()))
        .text("to_name", each(|l| l.to_name.clone()))
        .text("to_address", each(|l| l.to.clone()))
        .text("language", each(|l| l.language.to_owned()))
        .text("subject", each(|l| l.subject.clone()))
        .text("body", each(|l| l.body.clone()))
        .date("deadline", letters.iter().map(|l| l.frist))
        .text("message_id", letters.iter().map(|l| l.message_id(by.domain)))
        .text("state", each(|l| stands(l).code().to_owned()))
        .text("detail", letters.iter().map(|l| l.hindring.map(|h| h.code().to_owned())))
        .same("created", by.now)
        .insert(db, "letters", KEEP)
}

fn stands(letter: &Letter) -> LetterState {
    if letter.hindring.is_some() { LetterState::NoAddress } else { LetterState::Pending }
}

/// Posts documents as pending; as `post_letters`.
///
/// # Errors
/// What the database says.
pub fn post_deposits(db: &mut Db, by: Post, deposits: &[Deposit]) -> Result<usize> {
    let id = |d: &Deposit| short_hash(&format!("{}/{}/{}/1", by.fylke, d.document_type, d.source));
    let content: Result<Vec<_>, _> = deposits.iter().map(|d| serde_json::to_string(&d.dokument)).collect();
    let content = content?;
    Rows::new()
        .text("document_id", deposits.iter().map(id))
        .same("attempt_id", by.attempt)
        .same("fylke", by.fylke)
        .text("document_type", deposits.iter().map(|d| d.document_type.clone()))
        .text("source", deposits.iter().map(|d| d.source.clone()))
        .same("version", 1_i64)
        .text("title", deposits.iter().map(|d| d.title.clone()))
        .text("content", content)
        .same("state", deposits::DepositState::Pending)
        .same("created", by.now)
        .insert(db, "deposits", "ON CONFLICT (fylke, document_type, source, version) DO NOTHING")
}

/// A letter's natural key, by which nobody gets it twice. `sak` tells it from others of the same purpose.
pub fn letter_key(job: &str, fylke: &str, sak: &str, unit: &Key, purpose: &str, to: &str) -> String {
    format!("{job}/{fylke}/{sak}/{unit}/{purpose}/{to}")
}

/// The `sak` of such a key.
pub fn sak<'a>(key: &'a str, unit: &Key, purpose: &str) -> &'a str {
    let from = key.splitn(3, '/').nth(2).unwrap_or_default();
    from.rfind(&format!("/{unit}/{purpose}/")).map_or(from, |end| &from[..end])
}

/// What a person can quote of a letter: `3F2A9-1BC07`, the beginning of its Message-ID.
pub fn reference(key: &str) -> String {
    let begins = short_hash(key).to_uppercase();
    format!("{}-{}", &begins[..5], &begins[5..10])
}

/// 32 hexadecimal characters.
pub fn short_hash(text: &str) -> String {
    hex(&Sha256::digest(text)[..16])
}
