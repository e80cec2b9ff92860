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
mod tests {
    use clap::{Arg, Command, CommandFactory};

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn a_key_that_cannot_be_is_no_key() {
        for (typed, kept) in [
            ("soker:17", "soker:17"),
            ("Soker:17", "soker:17"),
            ("SØKER: 017", "soker:17"),
            ("kontrakt:E2026-000001", "kontrakt:E2026-000001"),
            ("Skjema:2026/310000019/batmf3", "skjema:2026/310000019/BATMF3"),
            ("leder:3", "leder:3"),
        ] {
            assert_eq!(unit(typed).map(|key| key.to_string()).as_deref(), Ok(kept));
        }
        for bad in [
            "17",
            "soker:",
            "soker:abc",
            "soker:1 2",
            "sokar:17",
            "skjema:2026",
            "kontrakt:",
            "soker:0",
            "hund:1",
            "bedrift:310000019",
        ] {
            assert!(unit(bad).is_err(), "{bad}");
        }
        assert!(unit("bedrift:1").is_err_and(|e| e.contains("there are soker, kontrakt, skjema, leder")));
        assert!(unit("sokar:17").is_err_and(|e| e.contains("did you mean `soker`?")));
        assert!(
            unit("soker:14830751220").is_err_and(|e| !e.contains("14830751220") && e.contains("rutine find"))
        );
    }

    #[test]
    fn days_are_counted_from_today() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (typed, means) in [
            ("2026-07-28", "2026-07-28"),
            ("28.07.2026", "2026-07-28"),
            ("28.7.2026", "2026-07-28"),
            ("today", "2026-03-01"),
            ("Yesterday", "2026-02-28"),
            ("tomorrow", "2026-03-02"),
        ] {
            assert_eq!(typed.parse::<Day>().map(|d| d.on(day("2026-03-01"))), Ok(day(means)), "{typed}");
        }
        for bad in ["", "28/07/2026", "07.28.2026", "2026-02-30", "soon"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_county_is_named_as_people_name_it() {
        for typed in ["46", "Vestland", "vestland", "VESTLAND fylkeskommune", " vestland "] {
            assert_eq!(fylke(typed).as_deref(), Ok("46"), "{typed}");
        }
        for (typed, nr) in [("3", "03"), ("Oslo kommune", "03"), ("ostfold", "31"), ("More og Romsdal", "15")]
        {
            assert_eq!(fylke(typed).as_deref(), Ok(nr), "{typed}");
        }
        assert!(fylke("Vestlan").is_err_and(|e| e.contains("did you mean `Vestland`?")));
        assert!(fylke("7").is_err());
    }

    /// Every command there is, with its path.
    fn leaves(command: &Command, path: &[String]) -> Vec<(Vec<String>, Command)> {
        let inner: Vec<_> = command.get_subcommands().filter(|c| c.get_name() != "help").collect();
        let here = (!command.is_subcommand_required_set()).then(|| (path.to_vec(), command.clone()));
        let below = inner.iter().flat_map(|c| leaves(c, &[path, &[c.get_name().to_owned()]].concat()));
        here.into_iter().chain(below).collect()
    }

    /// Promise: every command, option and argument says what it is for.
    #[test]
    fn everything_has_a_help_text() {
        let mut without = vec![];
        for (path, command) in leaves(&Cli::command(), &[]) {
            let named = path.join(" ");
            without.extend(command.get_about().is_none().then(|| named.clone()));
            let shown = command.get_arguments().filter(|a| !a.is_hide_set() && a.get_help().is_none());
            without.extend(shown.map(|a| format!("{named} {}", a.get_id())));
        }
        let globals = Cli::command();
        without.extend(
            globals.get_arguments().filter(|a| a.get_help().is_none()).map(|a| a.get_id().to_string()),
        );
        assert!(without.is_empty(), "{}", without.join("\n"));
    }

    /// Does the command take these words for this argument, all else that it needs given?
    fn takes(path: &[String], command: &Command, arg: &Arg, words: &str) -> Result<(), String> {
        let mut line = vec!["rutine".to_owned()];
        line.extend_from_slice(path);
        let needed = |a: &&Arg| a.get_id() != arg.get_id() && (a.is_required_set() || needed_beside(arg, a));
        for a in command.get_arguments().filter(needed) {
            line.extend(a.get_long().map(|long| format!("--{long}")));
            line.push(filler(a.get_id().as_str()).to_owned());
        }
        line.push(format!("--{}={words}", arg.get_long().unwrap()));
        Cli::command().try_get_matches_from(&line).map(drop).map_err(|e| format!("{line:?}: {e}"))
    }

    fn needed_beside(arg: &Arg, other: &Arg) -> bool {
        matches!(
            (arg.get_id().as_str(), other.get_id().as_str()),
            ("fylke", "job" | "unit") | ("asof", "fylke")
        ) && !matches!((arg.get_id().as_str(), other.get_long()), ("fylke", Some("job")))
    }

    fn filler(id: &str) -> &'static str {
        match id {
            "fylke" => "46",
            "run" => "1",
            "unit" => "soker:17",
            _ => "5A115",
        }
    }

    #[test]
    fn every_command_takes_counties_dates_and_states_as_people_write_them() {
        let (mut counties, mut days, mut states) = (0, 0, 0);
        for (path, command) in leaves(&Cli::command(), &[]) {
            for arg in command.get_arguments().filter(|a| a.get_long().is_some()) {
                let named = arg.get_value_names().and_then(|n| n.first()).map(|n| n.to_string());
                let try_all = |all: &[&str]| all.iter().for_each(|w| takes(&path, &command, arg, w).unwrap());
                match (arg.get_id().as_str(), named.as_deref()) {
                    ("fylke" | "fylker", _) => {
                        counties += 1;
                        try_all(&["46", "Vestland", "vestland", "3", "Møre og Romsdal"]);
                        let many = arg.get_action().takes_values() && arg.get_value_delimiter().is_some();
                        assert_eq!(takes(&path, &command, arg, "46,Rogaland").is_ok(), many, "{path:?}");
                        assert!(takes(&path, &command, arg, "47").is_err(), "{path:?}");
                    }
                    ("after_long", _) => {
                        try_all(&["2026-07-28", "28.07.2026"]);
                        assert!(takes(&path, &command, arg, "today").is_err(), "{path:?}");
                    }
                    (_, Some("DATE")) => {
                        days += 1;
                        try_all(&["2026-07-28", "28.07.2026", "today", "yesterday"]);
                        assert!(takes(&path, &command, arg, "28.7.26").is_err(), "{path:?}: the year 26");
                    }
                    ("state", _) => {
                        states += 1;
                        try_all(&["FAILED", "failed"][..usize::from(path[0] != "outbox") * 2]);
                        assert!(takes(&path, &command, arg, "hund").is_err(), "{path:?}");
                    }
                    _ => {}
                }
            }
        }
        assert!(counties >= 12 && days >= 8 && states >= 5, "{counties} {days} {states}");
    }

    /// The words of the libraries that read dates, times and numbers for us.
    const NOT_OURS: [&str; 6] = [
        "premature end",
        "invalid digit",
        "invalid characters",
        "trailing input",
        "out of range",
        "invalid float",
    ];

    #[test]
    fn what_is_no_date_time_or_number_is_told_in_our_words_with_an_example() {
        let mut met = 0;
        for (path, command) in leaves(&Cli::command(), &[]) {
            let globals = Cli::command();
            for arg in command.get_arguments().chain(globals.get_arguments()) {
                let named = arg.get_value_names().and_then(|n| n.first()).map(|n| n.to_string());
                let value = ["DATE", "INSTANT", "N", "YEAR", "YYYY"];
                if arg.get_long().is_none() || !named.is_some_and(|n| value.contains(&n.as_str())) {
                    continue;
                }
                met += 1;
                for bad in ["snart", "2026-07-28T", "99999999999999999999999", ""] {
                    let said = takes(&path, &command, arg, bad).unwrap_err();
                    let of = arg.get_long().unwrap();
                    assert!(said.contains("such as `"), "{path:?} --{of} {bad}: {said}");
                    assert!(
                        NOT_OURS.iter().all(|words| !said.contains(words)),
                        "{path:?} --{of} {bad}: {said}"
                    );
                }
            }
        }
        assert!(met > 60, "{met}");
        for path in ["show", "logs", "retry"] {
            let said = Cli::command().try_get_matches_from(["rutine", path, "x"]).unwrap_err().to_string();
            assert!(said.contains("expected a run's number, such as `17`"), "{said}");
        }
    }
}
