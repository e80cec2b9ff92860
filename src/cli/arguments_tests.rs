//! What every command takes, tried on every command there is.

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
    for (typed, nr) in [("3", "03"), ("Oslo kommune", "03"), ("ostfold", "31"), ("More og Romsdal", "15")] {
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
    without
        .extend(globals.get_arguments().filter(|a| a.get_help().is_none()).map(|a| a.get_id().to_string()));
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
    matches!((arg.get_id().as_str(), other.get_id().as_str()), ("fylke", "job" | "unit") | ("asof", "fylke"))
        && !matches!((arg.get_id().as_str(), other.get_long()), ("fylke", Some("job")))
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
                assert!(NOT_OURS.iter().all(|words| !said.contains(words)), "{path:?} --{of} {bad}: {said}");
            }
        }
    }
    assert!(met > 60, "{met}");
    for path in ["show", "logs", "retry"] {
        let said = Cli::command().try_get_matches_from(["rutine", path, "x"]).unwrap_err().to_string();
        assert!(said.contains("expected a run's number, such as `17`"), "{said}");
    }
}
