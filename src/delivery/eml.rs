//! Letters as files. A file is named by its Message-ID and appears whole or not at all, so a delivery that was
//! killed between the file and the mark writes the same file again, and nobody has two.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, NaiveDateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};

use crate::config::Config;
use crate::outbox::{self, Pending};
use crate::store::{Db, private};

/// Letters settled per transaction.
const BATCH_LETTERS: i64 = 200;

#[derive(Clone, Copy, Debug, Default)]
pub struct Delivered {
    pub sent: u64,
    pub rejected: u64,
}

/// Writes every pending letter as `out/<id>.eml` and marks it sent. One bad letter is rejected with its reason.
///
/// # Errors
/// The folder cannot be written, or the database.
pub fn deliver(
    db: &mut Db,
    config: &Config,
    out: &Path,
    now: NaiveDateTime,
    watch: &mut dyn FnMut(u64),
) -> Result<Delivered> {
    private::folder(out).with_context(|| format!("cannot make the folder `{}`", out.display()))?;
    let mut all = Delivered::default();
    loop {
        let batch = outbox::pending(db, BATCH_LETTERS)?;
        if batch.is_empty() {
            return Ok(all);
        }
        let mut marks = vec![];
        for letter in &batch {
            let mark = match message(config, letter) {
                Ok(m) => {
                    write(out, letter, &m.formatted())?;
                    None
                }
                Err(e) => Some(format!("{e:#}")),
            };
            marks.push((letter.id, mark));
        }
        outbox::settle(db, &marks, now)?;
        let rejected = marks.iter().filter(|(_, why)| why.is_some()).count() as u64;
        all.rejected += rejected;
        all.sent += marks.len() as u64 - rejected;
        watch(all.sent + all.rejected);
    }
}

fn message(config: &Config, l: &Pending) -> Result<Message> {
    let own = config.fylke.get(&l.fylke);
    let from = own.and_then(|s| s.from.as_ref()).unwrap_or(&config.mail.from);
    let reply_to = own.and_then(|s| s.reply_to.as_ref()).or(config.mail.reply_to.as_ref());
    let created: DateTime<Utc> = l.created.and_utc();
    let mut builder = Message::builder()
        .from(Mailbox::new(None, from.parse()?))
        .to(mailbox(&l.to_name, &l.to_address)?)
        .subject(one_line(&l.subject))
        .message_id(Some(l.message_id.clone()))
        .date(created.into())
        .raw_header(plain("Auto-Submitted", "auto-generated"))
        .raw_header(plain("X-Auto-Response-Suppress", "OOF, AutoReply"))
        .raw_header(plain("Content-Language", if l.language == "nn" { "nn" } else { "nb" }));
    if let Some(address) = reply_to {
        builder = builder.reply_to(Mailbox::new(None, address.parse()?));
    }
    let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(l.body.replace('\n', "\r\n"));
    builder.singlepart(text).context("the letter cannot be written as an e-mail")
}

/// lettre panics on a line break in a display name, so none gets that far.
fn mailbox(name: &str, address: &str) -> Result<Mailbox> {
    let address = address.parse().map_err(|e| anyhow!("the address cannot be used: {e}"))?;
    Ok(Mailbox::new(Some(one_line(name)), address))
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// To a temporary name, then renamed; the name holds nothing of the letter.
fn write(out: &Path, letter: &Pending, bytes: &[u8]) -> Result<()> {
    let id = letter.message_id.trim_start_matches('<');
    let id: String = id.chars().take_while(char::is_ascii_hexdigit).collect();
    let path = out.join(format!("{id}.eml"));
    let named = || format!("cannot write `{}`", path.display());
    let mut file = tempfile::NamedTempFile::new_in(out).with_context(named)?;
    file.write_all(bytes).with_context(named)?;
    file.persist(&path).with_context(named)?;
    Ok(())
}
