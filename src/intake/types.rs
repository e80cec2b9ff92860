//! What a cell may hold. A reason never repeats the cell: it may be a birth number or a name in the wrong column.

use std::borrow::Cow;

use super::cell::{Cell, Sort};
use super::dates;
use crate::domain::fylke::FYLKER;
use crate::domain::{Fodselsnummer, JaNei, orgnr};

/// The type of a column's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A person's name, at most 200 characters.
    Navn,
    /// Free text of at most 200 characters; line breaks and tabs become a space.
    Text,
    /// Free text of at most 4,000 characters, that nobody opens in a spreadsheet; it keeps its lines.
    Prose,
    /// Text in which every address is one that letters may lead to.
    Linked,
    Epost,
    Mobil,
    /// A number or id given by another system.
    Ident,
    /// A code of a code table.
    Code,
    Digits(usize),
    /// Two digits; one of a county that is there gets its zero back.
    Fylkesnr,
    /// Four digits, the first two a county's.
    Kommunenr,
    Orgnr,
    Fodselsnummer,
    Programomrade,
    Grunnkode,
    Number(i64, i64),
    /// The year a school year begins.
    Skolear,
    Bool,
    /// A yes or no kept as `J` or `N`.
    JaNei,
    Date,
    /// One or more dates.
    Dates,
    Time,
    OneOf(&'static [&'static str]),
}

type Parsed = Result<Cell, Cow<'static, str>>;

const TEXT_MAX: usize = 200;
const PROSE_MAX: usize = 4000;
const EPOST_MAX: usize = 254;
const MOBIL_MAX: usize = 30;
const IDENT_MAX: usize = 60;
const CODE_MAX: usize = 20;

impl Type {
    /// For people: what to write in such a cell.
    pub fn describe(&self) -> String {
        match self {
            Type::Navn => format!("name, at most {TEXT_MAX} characters"),
            Type::Text => format!("text of one line, at most {TEXT_MAX} characters"),
            Type::Prose => format!("text of one or more lines, at most {PROSE_MAX} characters"),
            Type::Linked => {
                format!(
                    "text, at most {PROSE_MAX} characters; addresses as `https://…` on hosts of `mail.link_hosts`"
                )
            }
            Type::Epost => format!("e-mail address, at most {EPOST_MAX} characters"),
            Type::Mobil => format!("telephone number, at most {MOBIL_MAX} characters"),
            Type::Ident => format!("id of letters, digits and `-_./:`, at most {IDENT_MAX}"),
            Type::Code => "code of a code table".into(),
            Type::Digits(n) => format!("{n} digits"),
            Type::Fylkesnr => "number of a county, two digits".into(),
            Type::Kommunenr => "number of a kommune, four digits".into(),
            Type::Orgnr => "organisasjonsnummer, nine digits".into(),
            Type::Fodselsnummer => "fødselsnummer or D-number, eleven digits".into(),
            Type::Programomrade => "programområdekode, ten characters".into(),
            Type::Grunnkode => "grunnkode, six characters".into(),
            Type::Number(from, to) => format!("whole number, {from} to {to}"),
            Type::Skolear => "school year: `2025`, `2025/2026` or `20252026`".into(),
            Type::Bool | Type::JaNei => "yes or no: `J`/`N`, `Ja`/`Nei`, `true`/`false`, `1`/`0`".into(),
            Type::Date => "date: `2026-08-04` or `04.08.2026`".into(),
            Type::Dates => "list of dates, a space or a comma between them: `2027-02-18, 2027-02-19`".into(),
            Type::Time => "time: with offset as RFC 3339, or `2026-08-04 14:00` in Norway".into(),
            Type::OneOf(list) => format!("one of {}", quoted(list)),
        }
    }

    pub(super) fn sort(&self) -> Sort {
        match self {
            Type::Number(..) | Type::Skolear => Sort::Int,
            Type::Bool => Sort::Bool,
            Type::Date => Sort::Date,
            Type::Time => Sort::Time,
            _ => Sort::Text,
        }
    }

    /// Reads a cell that is tidied, not empty, and fit to be stored.
    pub(super) fn parse(&self, text: &str) -> Parsed {
        match self {
            Type::Navn | Type::Text => free(text, TEXT_MAX),
            Type::Prose | Type::Linked => at_most(text, PROSE_MAX),
            Type::Epost => epost(text),
            Type::Mobil => mobil(text),
            Type::Ident => ident(text),
            Type::Code => free(text, CODE_MAX),
            Type::Digits(n) => digits(text, *n).map(Cell::text),
            Type::Fylkesnr => digits(&zero_back(text, 1), 2).map(Cell::text),
            Type::Kommunenr => digits(&zero_back(text, 3), 4).map(Cell::text),
            Type::Orgnr if is_shortened(text) => Err(SHORTENED.into()),
            Type::Orgnr => orgnr::check(text).map(|()| Cell::text(text)).map_err(Cow::from),
            Type::Fodselsnummer => fodselsnummer(text),
            Type::Programomrade => programomrade(text),
            Type::Grunnkode => grunnkode(text),
            Type::Number(from, to) => number(text, *from, *to),
            Type::Skolear => dates::skolear(text).map(Cell::Int).ok_or_else(|| self.is_not()),
            Type::Bool => yes(text).map(Cell::Bool).ok_or_else(|| self.is_not()),
            Type::JaNei => yes(text)
                .map(|y| Cell::text(if y { JaNei::Ja } else { JaNei::Nei }.code()))
                .ok_or_else(|| self.is_not()),
            Type::Date => dates::date(text).map(Cell::Date).ok_or_else(|| self.is_not()),
            Type::Dates => dates::dates(text).map(Cell::Text).ok_or_else(|| self.is_not()),
            Type::Time => dates::time(text).map(Cell::Time).map_err(Cow::from),
            Type::OneOf(list) => {
                let found = list.iter().find(|known| known.eq_ignore_ascii_case(text));
                found.map(|known| Cell::text(known)).ok_or_else(|| self.is_not())
            }
        }
    }

    /// Did the cell get a leading zero back that a spreadsheet dropped?
    pub(super) fn has_zero_back(&self, text: &str, cell: &Cell) -> bool {
        matches!(self, Type::Fylkesnr | Type::Kommunenr) && cell.as_text().is_some_and(|kept| kept != text)
    }

    fn is_not(&self) -> Cow<'static, str> {
        format!("is not a {}", self.describe()).replacen("a one of", "one of", 1).into()
    }
}

/// Would a spreadsheet run it? An apostrophe in front hides a formula, and is how our own reject files do it.
pub fn looks_like_formula(text: &str) -> bool {
    text.trim_start_matches(['\'', ' ', '\u{a0}']).starts_with(['=', '@', '+', '-', '＝', '＠', '＋', '－'])
}

fn free(text: &str, max: usize) -> Parsed {
    if looks_like_formula(text) { Err("looks like a formula".into()) } else { at_most(text, max) }
}

fn at_most(text: &str, max: usize) -> Parsed {
    if text.len() <= max || text.chars().count() <= max {
        Ok(Cell::text(text))
    } else {
        Err(format!("is longer than {max} characters").into())
    }
}

fn mobil(text: &str) -> Parsed {
    let abroad =
        text.strip_prefix('+').is_some_and(|rest| rest.chars().all(|c| " ()-0123456789".contains(c)));
    if abroad { at_most(text, MOBIL_MAX) } else { free(text, MOBIL_MAX) }
}

fn ident(text: &str) -> Parsed {
    let plain = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_alphanumeric() || "-_./:".contains(c));
    if plain { at_most(text, IDENT_MAX) } else { Err("is not an id of letters, digits and `-_./:`".into()) }
}

/// What a spreadsheet does to a long number in a narrow column.
fn is_shortened(text: &str) -> bool {
    text.to_ascii_uppercase()
        .split_once("E+")
        .is_some_and(|(n, _)| n.starts_with(|c: char| c.is_ascii_digit()))
}

const SHORTENED: &str = "is a number that a spreadsheet has shortened (`E+`), and its last digits are gone; export it anew, or as text";

fn digits(text: &str, n: usize) -> Result<&str, Cow<'static, str>> {
    let all_digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        len if all_digits && len == n => Ok(text),
        len if all_digits && len < n => {
            Err(format!("is not {n} digits; a spreadsheet may have dropped a leading zero").into())
        }
        _ if is_shortened(text) => Err(SHORTENED.into()),
        _ => Err(format!("is not {n} digits").into()),
    }
}

/// With its leading zero, where it has `len` digits and begins, with the zero, as a county's number that is there.
fn zero_back(text: &str, len: usize) -> Cow<'_, str> {
    let whole = format!("0{text}");
    let fits = is_digits(text, len) && FYLKER.contains(&&whole[..2]);
    if fits { whole.into() } else { text.into() }
}

/// Whether it can be written to is asked when a letter leaves, and nobody stays out for it; only what was cut off is caught here.
fn epost(text: &str) -> Parsed {
    if text.ends_with(['@', '.']) || text.starts_with('@') {
        return Err("is no whole e-mail address (`name@domain.no`); mend it, or leave the cell empty".into());
    }
    at_most(text, EPOST_MAX)
}

fn fodselsnummer(text: &str) -> Parsed {
    match Fodselsnummer::parse(text) {
        Ok(number) => Ok(Cell::text(number.reveal())),
        Err(_) if is_digits(text, 10) => {
            Err("is not eleven digits; a spreadsheet may have dropped a leading zero".into())
        }
        Err(_) if is_shortened(text) => Err(SHORTENED.into()),
        Err(fault) => Err(fault.into()),
    }
}

/// Word processors make one long dash of two hyphens: what they took is put back.
fn programomrade(text: &str) -> Parsed {
    let mut code = text.replace(['\u{2013}', '\u{2014}'], "-").to_ascii_uppercase();
    while code.len() < 10 && code.ends_with('-') && !text.is_ascii() {
        code.push('-');
    }
    let fits = code.len() == 10
        && code.bytes().take(6).all(|b| b.is_ascii_alphanumeric())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits { Ok(Cell::Text(code)) } else { Err("is not a programområdekode of ten characters".into()) }
}

fn grunnkode(text: &str) -> Parsed {
    let fits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if fits {
        Ok(Cell::Text(text.to_ascii_uppercase()))
    } else {
        Err("is not a grunnkode of six characters".into())
    }
}

fn number(text: &str, from: i64, to: i64) -> Parsed {
    let plain = text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(n) if plain && (from..=to).contains(&n) => Ok(Cell::Int(n)),
        _ => Err(format!("is not a whole number from {from} to {to}").into()),
    }
}

fn yes(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "j" | "ja" | "true" | "1" => Some(true),
        "n" | "nei" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn is_digits(text: &str, n: usize) -> bool {
    text.len() == n && text.bytes().all(|b| b.is_ascii_digit())
}

fn quoted(list: &[&str]) -> String {
    list.iter().map(|x| format!("`{x}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[path = "types_tests.rs"]
mod tests;
