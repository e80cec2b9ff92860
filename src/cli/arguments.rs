//! What people write in arguments, as they write it: dates in Norwegian or counted from today, counties by number or name, units,
//! states and jobs in letters of either case. What cannot be is misuse, and the nearest that can is named.

use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::exit::Misuse;
use crate::domain::Key;
use crate::domain::fylke::{self, FYLKER, NAVN};
use crate::domain::ligner::did_you_mean;
use crate::domain::one_line;
use crate::routine;

/// `2026-07-28`, `28.07.2026`, `today`, `yesterday` or `tomorrow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    Date(NaiveDate),
    Today,
    Yesterday,
    Tomorrow,
}

/// Dates of any other year are slips of the hand.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

impl Day {
    pub fn on(self, today: NaiveDate) -> NaiveDate {
        let moved = match self {
            Day::Date(day) => Some(day),
            Day::Today => Some(today),
            Day::Yesterday => today.checked_sub_days(Days::new(1)),
            Day::Tomorrow => today.checked_add_days(Days::new(1)),
        };
        moved.unwrap_or(today)
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "today" | "i dag" => return Ok(Day::Today),
            "yesterday" | "i går" => return Ok(Day::Yesterday),
            "tomorrow" | "i morgen" => return Ok(Day::Tomorrow),
            _ => {}
        }
        let form = if text.contains('.') { "%d.%m.%Y" } else { "%Y-%m-%d" };
        let date = NaiveDate::parse_from_str(text.trim(), form).ok();
        // `28.7.26` would be the year 26.
        date.filter(|date| YEARS.contains(&date.year())).map(Day::Date).ok_or_else(|| {
            "expected a date such as `2026-07-28` or `28.07.2026`, or `today`, `yesterday` or `tomorrow`"
                .to_owned()
        })
    }
}

/// A date that a person has looked up and typed: `today` would be whatever the clock says.
pub fn date(text: &str) -> Result<NaiveDate, String> {
    match text.parse()? {
        Day::Date(date) => Ok(date),
        Day::Today | Day::Yesterday | Day::Tomorrow => Err(
            "expected the date itself, such as `2026-07-28` or `28.07.2026`: the clock is what is in doubt"
                .into(),
        ),
    }
}

/// An instant, as RFC 3339 writes it.
pub fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    text.trim().parse().map_err(|_| {
        "expected date, time and zone, such as `2026-07-28T06:00:00+02:00` or `2026-07-28T04:00:00Z`".into()
    })
}

/// Why somebody does something, for the record: one line, and nothing that a terminal would obey.
pub fn reason(text: &str) -> Result<String, String> {
    let plain = one_line(text);
    let words: Vec<_> = plain.split_whitespace().collect();
    if words.is_empty() {
        return Err("say why, in a few words, such as `\"the school asked\"`".into());
    }
    Ok(words.join(" "))
}

/// Options that would be passed over: they belong to what follows.
pub fn before_the_word(command: &str) -> Misuse {
    Misuse(format!("options stand behind the word they are for, such as `rutine {command} WORD --fylke 46`"))
}

/// What an archive calls a document, as `reason` is kept.
pub fn reference(text: &str) -> Result<String, String> {
    reason(text).map_err(|_| "expected what the archive calls it, such as `2026/17-1`".into())
}

/// What a letter is for, in letters of either case.
pub fn purpose(text: &str) -> Result<String, String> {
    let known: Vec<&str> = routine::all().flat_map(|r| r.letters).copied().collect();
    let same = known.iter().find(|purpose| purpose.eq_ignore_ascii_case(text.trim()));
    same.map(|purpose| (*purpose).to_owned()).ok_or_else(|| {
        format!(
            "no letter is for `{text}`; there are {}{}",
            known.join(", "),
            did_you_mean(text, known.iter().copied())
        )
    })
}

/// A run's number.
pub fn run(text: &str) -> Result<i64, String> {
    let number = text.trim().parse().ok().filter(|n| *n > 0);
    number.ok_or_else(|| "expected a run's number, such as `17`; `rutine runs` lists them".into())
}

/// A year, four digits.
pub fn year(text: &str) -> Result<i64, String> {
    let year = text.trim().parse::<i32>().ok().filter(|year| YEARS.contains(year));
    year.map(i64::from).ok_or_else(|| "expected a year, such as `2026`".into())
}

/// How many.
pub fn number<N: FromStr>(text: &str) -> Result<N, String> {
    text.trim().parse().map_err(|_| "expected a number, such as `50`".into())
}

/// How many, and not none.
pub fn at_least_one(text: &str) -> Result<i64, String> {
    number(text).ok().filter(|n| *n > 0).ok_or_else(|| "expected a number, 1 or more, such as `50`".into())
}

/// A county's number, from its number or name.
pub fn fylke(text: &str) -> Result<String, String> {
    if text.contains(',') {
        return Err("only one county is asked about at a time here".into());
    }
    let small = text.trim().to_lowercase();
    let bare = small.trim_end_matches(" fylkeskommune").trim_end_matches(" kommune");
    let zero = format!("0{bare}");
    let number = fylke::nummer(bare).or_else(|| fylke::nummer(&zero)).or_else(|| plain(bare));
    number.map(str::to_owned).ok_or_else(|| {
        format!("there is no fylke `{text}`{}; there are {}", did_you_mean(bare, NAVN), FYLKER.join(", "))
    })
}

/// `ostfold` is Østfold.
fn plain(name: &str) -> Option<&'static str> {
    let ascii = |text: &str| text.to_lowercase().replace('æ', "ae").replace('ø', "o").replace('å', "a");
    FYLKER.into_iter().zip(NAVN).find(|(_, navn)| ascii(navn) == ascii(name)).map(|(nr, _)| nr)
}

/// As `fylke`, or `all`.
pub fn fylke_or_all(text: &str) -> Result<String, String> {
    if text.eq_ignore_ascii_case("all") { Ok("all".into()) } else { fylke(text) }
}

/// One of an enum's codes, in letters of either case.
pub fn code<T: Clone + Send + Sync + 'static>(
    codes: &'static [&'static str],
    named: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let known = PossibleValuesParser::new(codes.iter().copied());
    known.try_map(move |typed| named(&typed.to_lowercase()).ok_or("is none of them"))
}

/// A unit's key as it is kept, from what was typed. A number that may be a person's is not repeated.
///
/// # Errors
/// It can be no unit's key.
pub fn unit(typed: &str) -> Result<Key, String> {
    const SUCH: &str = "no unit's key, such as `soker:17`; `rutine find` gives it";
    const PERSONS: &str =
        "a unit's key holds no fødselsnummer; `rutine find` reads it on standard input, and gives the key";
    let typed = typed.trim();
    let Some((kind, rest)) = typed.split_once(':') else {
        let may_be_a_persons = typed.chars().filter(char::is_ascii_digit).count() >= 10;
        return Err(if may_be_a_persons { PERSONS.into() } else { format!("`{typed}` is {SUCH}") });
    };
    let kind = kind.trim().to_lowercase().replace('ø', "o");
    let rest = rest.trim();
    if !kind.starts_with("kontrakt") && is_digits(rest, 11..=11) {
        return Err(PERSONS.into());
    }
    if let Some(key) = kept(&kind, rest) {
        return Ok(key);
    }
    Err(match kind.as_str() {
        "skjema" => {
            "a form's key is `skjema:YEAR/ORGNR/GRUNNKODE`, such as `skjema:2026/310000019/BATMF3`".into()
        }
        kind if Key::KINDS.contains(&kind) => format!("what follows `{kind}:` is {SUCH}"),
        kind => {
            let near = did_you_mean(kind, Key::KINDS);
            format!("`{kind}:` begins {SUCH}; there are {}{near}", Key::KINDS.join(", "))
        }
    })
}

fn is_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The key of these words, in its own letters.
fn kept(kind: &str, rest: &str) -> Option<Key> {
    let rest = match kind {
        "soker" | "leder" => rest.trim_start_matches('0').to_owned(),
        "skjema" => rest.to_ascii_uppercase(),
        _ => rest.to_owned(),
    };
    let key = format!("{kind}:{rest}").parse().ok()?;
    let can_be = match &key {
        Key::Soker(id) | Key::Leder(id) => *id > 0,
        Key::Kontrakt(nr) => !nr.contains(char::is_whitespace),
        Key::Skjema { ar, orgnr, grunnkode } => {
            (1000..=9999).contains(ar) && is_digits(orgnr, 9..=9) && grunnkode.chars().count() == 6
        }
    };
    can_be.then_some(key)
}

#[cfg(test)]
#[path = "arguments_tests.rs"]
mod tests;
