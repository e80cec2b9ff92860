//! A letter as an e-mail: headers, text and HTML. The same letter that leaves at the same instant gives the same bytes.

use anyhow::{Context, Result, anyhow};
use chrono::NaiveDateTime;
use lettre::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use super::guard;
use crate::config::Config;
use crate::domain::{Malform, fylke, one_line};
use crate::outbox::{self, Pending};

const HEADER_LINE_MAX: usize = 78;

/// Ready for the server.
pub struct Mail {
    /// Where it sends what it cannot deliver.
    pub bounce: Address,
    pub to: Address,
    pub bytes: Vec<u8>,
}

/// Writes a letter as an e-mail that leaves `now` (UTC).
///
/// # Errors
/// Why it must not or cannot be sent; nothing of the letter is in it.
pub fn write(config: &Config, l: &Pending, now: NaiveDateTime) -> Result<Mail> {
    let redirect = config.mail.redirect_to.as_deref();
    if let Some(why) = guard::stops(config.environment, redirect.is_some(), l) {
        return Err(anyhow!(why));
    }
    let own = config.fylke.get(&l.fylke);
    let from = own.and_then(|s| s.from.as_ref()).unwrap_or(&config.mail.from);
    let reply_to = own.and_then(|s| s.reply_to.as_ref()).or(config.mail.reply_to.as_ref());
    let to = address(redirect.unwrap_or(&l.to_address))?;
    let to_name = if redirect.is_some() { None } else { named(&l.to_name) };
    let sender = format!("{} – Fagopplæring", fylke::avsender(&l.fylke, &l.fylke_navn));
    let language = Malform::of(Some(&l.language), "nb").code();
    let mut builder = Message::builder()
        .from(Mailbox::new(named(&sender), address(from)?))
        .to(Mailbox::new(to_name, to.clone()))
        .subject(one_line(&l.subject))
        .message_id(Some(l.message_id.clone()))
        .date(now.and_utc().into())
        .raw_header(plain("Auto-Submitted", "auto-generated"))
        .raw_header(plain("X-Auto-Response-Suppress", "OOF, AutoReply"))
        .raw_header(plain("Content-Language", language));
    if let Some(reply_to) = reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
    }
    if redirect.is_some() {
        builder = builder.raw_header(plain("X-Rutine-Redirected", &ascii_line(&l.key)));
    }
    let message =
        builder.multipart(texts(l, language)).context("the letter cannot be written as an e-mail")?;
    Ok(Mail { bounce: address(envelope_sender(config, &l.fylke))?, to, bytes: folded(message.formatted()) })
}

/// As whom a county's letters are sent, to the server: where it sends what it cannot deliver.
pub fn envelope_sender<'a>(config: &'a Config, fylke: &str) -> &'a str {
    let own = config.fylke.get(fylke);
    let bounce = own.and_then(|s| s.bounce.as_ref()).or(config.mail.bounce.as_ref());
    bounce.or(own.and_then(|s| s.from.as_ref())).unwrap_or(&config.mail.from)
}

/// No header line is longer than RFC 5322 would have it, where it has a space to be folded at; lettre leaves a name and its
/// address on one line.
fn folded(message: Vec<u8>) -> Vec<u8> {
    let end = message.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(0);
    let mut out = Vec::with_capacity(message.len() + 16);
    for line in message[..end].split_inclusive(|b| *b == b'\n') {
        let mut rest = line;
        while let Some(at) = fold_at(rest) {
            out.extend_from_slice(&rest[..at]);
            out.extend_from_slice(b"\r\n");
            rest = &rest[at..];
        }
        out.extend_from_slice(rest);
    }
    out.extend_from_slice(&message[end..]);
    out
}

/// The space to begin a new line with: the last that leaves a line short enough, or the first there is.
fn fold_at(line: &[u8]) -> Option<usize> {
    let text = line.strip_suffix(b"\r\n").unwrap_or(line);
    if text.len() <= HEADER_LINE_MAX {
        return None;
    }
    // Neither the one behind the header's name nor the one that a folded line begins with.
    let name = text.iter().position(|b| *b == b':').filter(|_| text[0] != b' ');
    let begin = name.map_or(1, |colon| colon + 2);
    let spaces: Vec<_> = (begin..text.len()).filter(|at| text[*at] == b' ').collect();
    spaces.iter().rev().find(|at| **at <= HEADER_LINE_MAX).or(spaces.first()).copied()
}

/// The stored text, and the same as HTML.
fn texts(l: &Pending, language: &str) -> MultiPart {
    let part = |kind, text: &str| {
        SinglePart::builder()
            .header(kind)
            .header(ContentTransferEncoding::QuotedPrintable)
            .body(text.replace("\r\n", "\n").replace('\n', "\r\n"))
    };
    let deadline = l.deadline.map(|day| Malform::of(Some(language), language).date(day));
    let html = outbox::html(language, &one_line(&l.subject), &l.body, deadline.as_deref());
    MultiPart::alternative()
        .boundary(format!("rutine-{}", file_id(&l.message_id)))
        .singlepart(part(ContentType::TEXT_PLAIN, &l.body))
        .singlepart(part(ContentType::TEXT_HTML, &html))
}

/// The hexadecimal part of a Message-ID: it holds nothing of the letter.
pub fn file_id(message_id: &str) -> String {
    message_id.trim_start_matches('<').chars().take_while(char::is_ascii_hexdigit).collect()
}

/// Its domain in ASCII, so that no server needs to know of other letters.
fn address(text: &str) -> Result<Address> {
    let (local, domain) = text.rsplit_once('@').context("the address cannot be used")?;
    let domain =
        idna::domain_to_ascii_strict(domain).map_err(|_| anyhow!("the address has no such domain"))?;
    Address::new(local, domain).map_err(|_| anyhow!("the address cannot be used"))
}

/// lettre panics on a line break in a display name, so none gets that far.
fn named(name: &str) -> Option<String> {
    let name = one_line(name);
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn ascii_line(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}

fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn long_header_lines_are_folded_and_nothing_else() {
        let check = |message: &str, expected: &str| {
            assert_eq!(String::from_utf8(folded(message.as_bytes().to_vec())).unwrap(), expected);
        };
        let (word, address) =
            ("=?utf-8?b?VmVzdGxhbmQgZnlsa2Vza29tbXVuZSDigJMgRmFnb3BwbMOmcmluZw==?=", "<a@fylke.example>");
        let body = format!("\r\n\r\nHei {}\r\n", "x ".repeat(60));
        check(
            &format!("From: {word} {address}\r\nTo: a@b.example{body}"),
            &format!("From: {word}\r\n {address}\r\nTo: a@b.example{body}"),
        );
        let long = "x".repeat(90);
        check(&format!("To: {long}\r\n {long}{body}"), &format!("To: {long}\r\n {long}{body}"));
        check(&format!("To: {long} {long}{body}"), &format!("To: {long}\r\n {long}{body}"));
        check(&format!("A: b{body}"), &format!("A: b{body}"));
    }
}
