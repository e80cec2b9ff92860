//! The house's order, held by a test: who may import whom, who names which crate, how long a file and a function may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::house::project;
use rutine::routine;

/// Outside crates that only these rooms may name.
const OWNERS: &[(&str, &[&str])] = &[
    ("base64", &["delivery"]),
    ("chrono_tz", &["oslo"]),
    ("clap", &["cli", "main"]),
    ("comfy_table", &["cli"]),
    ("croner", &["schedule"]),
    ("csv", &["intake", "generate"]),
    ("diesel", &["store", "journal", "outbox", "attempt", "routine", "intake", "run", "inspect"]),
    ("diesel_async", &["store"]),
    ("diesel_migrations", &["store"]),
    ("encoding_rs", &["intake"]),
    ("icalendar", &["calendar"]),
    ("idna", &["delivery"]),
    ("indicatif", &["cli"]),
    ("krilla", &["delivery"]),
    ("lettre", &["delivery"]),
    ("minijinja", &["outbox"]),
    ("quick_xml", &["delivery"]),
    ("rustybuzz", &["delivery"]),
    ("rustix", &["config"]),
    ("rustls", &["tls"]),
    ("rustls_platform_verifier", &["tls"]),
    ("sd_notify", &["daemon"]),
    ("secrecy", &["config", "delivery"]),
    ("sha2", &["domain", "store", "outbox", "intake", "run", "delivery"]),
    ("strsim", &["domain"]),
    ("tempfile", &["store", "intake", "delivery", "cli"]),
    ("tokio", &["store", "daemon", "delivery"]),
    ("tokio_cron_scheduler", &["daemon"]),
    ("tokio_postgres", &["store"]),
    ("tokio_postgres_rustls", &["store"]),
    ("tokio_rustls", &["delivery"]),
    ("tracing_subscriber", &["telemetry"]),
    ("uuid", &["store"]),
    ("whoami", &["cli"]),
];

/// What the pure rooms must not so much as mention.
const IMPURE: &[&str] =
    &["diesel", "crate::store", "crate::clock", "std::fs", "std::env", "std::net", "Utc::now"];

const FILE_LINES_MAX: usize = 340;
const FUNCTION_LINES_MAX: usize = 50;
const NAMELESS: [&str; 6] = ["util", "common", "helpers", "models", "services", "manager"];

struct Source {
    path: PathBuf,
    room: String,
    /// Without comments.
    code: String,
}

fn sources() -> Vec<Source> {
    let src = project().join("src");
    let mut found = vec![];
    let mut todo = vec![src.clone()];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let first = path.strip_prefix(&src).unwrap().components().next().unwrap();
                let room = Path::new(first.as_os_str()).file_stem().unwrap().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).unwrap();
                let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
                found.push(Source { path, room, code: lines.collect::<Vec<_>>().join("\n") });
            }
        }
    }
    found
}

/// The rooms from the ground up, as lib.rs names them.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(project().join("src/lib.rs")).unwrap();
    let name = |l: &str| l.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned);
    lib.lines().filter_map(name).collect()
}

/// Every name that follows `prefix` in the code.
fn names_after<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    let word =
        |rest: &'a str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    code.match_indices(prefix).map(|(at, p)| word(&code[at + p.len()..])).collect()
}

/// Promise: a room imports only rooms above it.
#[test]
fn a_room_imports_only_rooms_above_it() {
    let rooms = rooms();
    let height = |room: &str| rooms.iter().position(|r| r == room);
    let mut wrong = vec![];
    for s in sources().iter().filter(|s| s.room != "lib" && s.room != "main") {
        let own = height(&s.room).unwrap_or_else(|| panic!("{} is no room of lib.rs", s.path.display()));
        for used in names_after(&s.code, "crate::") {
            if height(used).is_some_and(|h| h > own) {
                wrong.push(format!("{}: {} may not import {used}", s.path.display(), s.room));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Promise: an outside crate is named by the rooms that own it.
#[test]
fn a_crate_is_named_by_its_room() {
    let owners: BTreeMap<_, _> = OWNERS.iter().copied().collect();
    let mut wrong = vec![];
    for s in sources() {
        for (name, rooms) in &owners {
            let named = s.code.contains(&format!("use {name}::")) || names_paths(&s.code, name);
            if named && !rooms.contains(&s.room.as_str()) {
                wrong.push(format!("{}: {name} belongs to {}", s.path.display(), rooms.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Promise: the store alone knows that there are two databases.
#[test]
fn only_the_store_names_a_backend() {
    let named =
        |s: &Source| s.room != "store" && ["Db::Postgres", "Db::Sqlite"].iter().any(|b| s.code.contains(b));
    let wrong: Vec<_> = sources().iter().filter(|s| named(s)).map(|s| s.path.display().to_string()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Does the code name the crate in a path such as `tempfile::tempdir()`?
fn names_paths(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        !before.is_alphanumeric() && before != '_' && before != ':'
    })
}

/// Promise: rules, the domain, the schedule and the calendar know no clock, no database and no I/O; time enters by clock.rs.
#[test]
fn the_pure_rooms_are_pure() {
    let mut wrong = vec![];
    for s in sources() {
        if ["oslo", "domain", "schedule", "calendar"].contains(&s.room.as_str())
            || s.path.ends_with("rules.rs")
        {
            let found = IMPURE.iter().filter(|i| s.code.contains(**i));
            wrong.extend(found.map(|i| format!("{}: {i}", s.path.display())));
        }
        let clocks = ["Utc::now", "Local::now", "SystemTime::now", "Instant::now"];
        if s.room != "clock" && clocks.iter().any(|c| s.code.contains(c)) {
            wrong.push(format!("{}: time enters through clock.rs only", s.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Of a wish for a school and of a test: codes of the data that no rule speaks of.
const DATA: &[&str] = &["SBEHA", "AVHOLDT"];

/// Promise: a code that a statement compares a column with is one that the program's own enums know.
#[test]
fn a_code_in_a_statement_is_a_known_one() {
    use rutine::attempt::{AttemptState, RunState};
    use rutine::domain::{Avslatt, Bedriftsforslag, Behandlet, JaNei, Svarkilde, Trinn};
    use rutine::outbox::{LetterState, deposits::DepositState};
    let mut wrong = vec![];
    for (column, codes) in [
        ("status", &[Trinn::CODES, Bedriftsforslag::CODES, DATA][..]),
        ("gjelder", &[Trinn::CODES]),
        ("behandlet", &[Behandlet::CODES]),
        ("kilde", &[Svarkilde::CODES]),
        ("svar", &[JaNei::CODES]),
        ("avslag", &[Avslatt::CODES]),
        ("state", &[RunState::CODES, AttemptState::CODES, LetterState::CODES, DepositState::CODES]),
    ] {
        for (path, text) in sql_texts() {
            for compared in ["= '", "<> '"] {
                for (at, found) in text.match_indices(&format!("{column} {compared}")) {
                    let code = text[at + found.len()..].split('\'').next().unwrap_or_default();
                    let is_known = code.contains('{') || codes.iter().any(|list| list.contains(&code));
                    let is_whole = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                    if is_whole && !is_known {
                        wrong.push(format!("{}: {column} is never `{code}`", path.display()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is counted for people.
const COUNTED: &str = "letter run unit document date day file form manifest migration time minute second hour year applicant row \
    number holiday attempt line";

/// Promise: what is counted is told in one way, `1 letter` and `2 letters`: a number stands before no word in the plural.
#[test]
fn a_number_is_told_with_its_word() {
    let mut wrong = vec![];
    for s in sources().iter() {
        for word in COUNTED.split(' ') {
            for (at, _) in s.code.match_indices(&format!("}} {word}s")) {
                let name = s.code[..at].rsplit('{').next().unwrap_or_default();
                // A limit has a name in capitals, and is never one.
                let is_limit = !name.is_empty() && !name.chars().any(char::is_lowercase);
                if !is_limit {
                    wrong.push(format!("{}: `{{{name}}} {word}s`: `counted` tells it", s.path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Promise: a file of at most 340 lines with its tests, a function of at most 50, and no room for odds and ends.
#[test]
fn files_and_functions_are_short() {
    let mut wrong = vec![];
    for s in sources() {
        let text = fs::read_to_string(&s.path).unwrap();
        let body = text.as_str();
        if body.lines().count() > FILE_LINES_MAX {
            wrong.push(format!("{}: {} lines", s.path.display(), body.lines().count()));
        }
        let long = functions(body).into_iter().filter(|(_, n)| *n > FUNCTION_LINES_MAX);
        wrong.extend(long.map(|(name, n)| format!("{}: {name} has {n} lines", s.path.display())));
        let stem = s.path.file_stem().unwrap().to_string_lossy();
        if NAMELESS.contains(&stem.as_ref()) {
            wrong.push(format!("{}: say what it is", s.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names and lengths of functions, by the indentation of their first and last line.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let before = ["pub", "(super)", "(crate)", "const", "async", "unsafe"];
    let begins = |l: &str| {
        let words = |part: &str| before.iter().fold(part.to_owned(), |p, w| p.replace(w, ""));
        !l.trim_start().starts_with("//")
            && l.split_once("fn ").is_some_and(|(b, _)| words(b).trim().is_empty())
    };
    let mut found = vec![];
    for (at, line) in lines.iter().enumerate().filter(|(_, l)| begins(l)) {
        let indent = line.len() - line.trim_start().len();
        let closing = format!("{}}}", " ".repeat(indent));
        if let Some(n) = lines[at..].iter().position(|l| *l == closing) {
            found.push((line.trim().to_owned(), n + 1));
        }
    }
    found
}

/// Every text of the house that may hold SQL, without comments.
fn sql_texts() -> Vec<(PathBuf, String)> {
    let uncommented = |text: String| {
        let lines = text.lines().filter(|l| !l.trim_start().starts_with("--"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let files = sql_files().into_iter().map(|p| (p.clone(), uncommented(fs::read_to_string(p).unwrap())));
    sources().into_iter().map(|s| (s.path, s.code)).chain(files).collect()
}

fn sql_files() -> Vec<PathBuf> {
    let folders = sources().into_iter().map(|s| s.path.parent().unwrap().to_owned());
    let folders: BTreeSet<PathBuf> = folders.collect();
    let within =
        |folder: &PathBuf| fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect::<Vec<_>>();
    let files = folders.iter().flat_map(within);
    files.filter(|p| p.extension().is_some_and(|e| e == "sql")).collect()
}

/// The list of ARCHITECTURE.md: the table that each alias means.
fn aliases() -> BTreeMap<String, String> {
    let text = fs::read_to_string(project().join("ARCHITECTURE.md")).unwrap();
    let (_, list) = text.split_once("| alias | table |").expect("it lists the aliases");
    let rows = list.lines().skip(2).take_while(|l| l.starts_with('|'));
    let cells: Vec<String> =
        rows.flat_map(|l| l.trim_matches('|').split('|')).map(|c| c.trim().into()).collect();
    let pairs = cells.chunks(2).filter(|c| !c[0].is_empty());
    pairs.map(|c| (c[0].trim_matches('`').to_owned(), c[1].clone())).collect()
}

/// What follows a table's name and is none of its aliases.
const NO_ALIAS: &str =
    "WHERE ON SET JOIN LEFT RIGHT CROSS INNER GROUP ORDER UNION VALUES SELECT LIMIT FROM RETURNING USING";

/// The tables named in an SQL text, each with its alias.
fn named_tables(text: &str, tables: &BTreeSet<String>) -> Vec<(String, String)> {
    let is_word = |w: &&str| !w.is_empty() && w.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // A text's own end is no alias.
    let text = text.replace('"', " ; ");
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == '\\').filter(|w| !w.is_empty()).collect();
    let begins = |w: &str| ["FROM", "JOIN", "UPDATE", "INTO"].iter().any(|k| w.trim_start_matches('(') == *k);
    let mut found = vec![];
    for (at, _) in words.iter().enumerate().filter(|(_, w)| begins(w)) {
        let Some(table) = words.get(at + 1).filter(|t| tables.contains(**t)) else { continue };
        let next = if words.get(at + 2) == Some(&"AS") { at + 3 } else { at + 2 };
        let alias = words.get(next).map(|w| w.trim_end_matches([')', ',', '.'])).unwrap_or_default();
        if is_word(&alias) && !NO_ALIAS.split(' ').any(|k| k == alias) {
            found.push(((*table).to_owned(), alias.to_owned()));
        }
    }
    found
}

/// Promise: an alias means one table in every SQL text, the one that ARCHITECTURE.md says; a second look at it has a number or a
/// word behind it.
#[test]
fn an_alias_means_one_table() {
    let migrations =
        fs::read_dir(project().join("migrations")).unwrap().map(|e| e.unwrap().path().join("up.sql"));
    let migrations = migrations.filter_map(|p| fs::read_to_string(p).ok()).collect::<String>();
    let tables = names_after(&migrations, "CREATE TABLE ").into_iter().map(str::to_owned).collect();
    let (listed, mut used, mut wrong) = (aliases(), BTreeSet::new(), vec![]);
    for (path, text) in sql_texts() {
        for (table, alias) in named_tables(&text, &tables) {
            let stem =
                alias.split('_').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
            if listed.get(stem).is_none_or(|of| *of != table) {
                wrong.push(format!("{}: `{table} {alias}`", path.display()));
            }
            used.insert(stem.to_owned());
        }
    }
    wrong.extend(
        listed.keys().filter(|a| !used.contains(*a)).map(|a| format!("`{a}` is listed and never used")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Promise: SQL is put together in one way, by `format!`, where the compiler refuses a name that is left over; `{rows}` alone is
/// put in as the statement is run.
#[test]
fn sql_is_put_together_in_one_way() {
    let mut wrong = vec![];
    let sources = sources();
    for s in sources.iter().filter(|s| !s.path.ends_with("store/rows.rs")) {
        if s.code.contains(".replace(\"{") {
            wrong.push(format!("{}: `format!` puts pieces in", s.path.display()));
        }
    }
    for path in sql_files() {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let included = format!("include_str!(\"{name}\")");
        let beside = sources.iter().filter(|s| s.path.parent() == path.parent());
        let code: String = beside.map(|s| s.code.split_whitespace().collect::<String>()).collect();
        let is_used = if text.contains('{') { format!("format!({included}") } else { included };
        if !code.contains(&is_used) {
            wrong.push(format!("{}: nobody beside it says `{is_used}`", path.display()));
        }
        if !text.starts_with("-- ")
            || text.contains("$1") && !text.split("SELECT").next().unwrap_or_default().contains("$1")
        {
            wrong.push(format!("{}: its head says what a row is, and what `$1` is", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Promise: reasons are told in both målformer, each with its source, and none is named twice.
#[test]
fn every_reason_is_told() {
    for r in routine::all() {
        let mut codes: Vec<_> = r.reasons.iter().map(|x| x.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), r.reasons.len(), "{} names a reason twice", r.code);
        for x in r.reasons {
            let marked = ["FACT", "INFERRED", "ASSUMED"].iter().any(|m| x.source.starts_with(m));
            assert!(marked && !x.nb.is_empty() && !x.nn.is_empty(), "{} {}", r.code, x.code);
        }
    }
}

/// Promise: fixtures and tests hold synthetic numbers only.
#[test]
fn no_real_numbers() {
    let mut todo = vec![project().join("fixtures"), project().join("tests")];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| w.len() == 11) {
            let real = rutine::domain::Fodselsnummer::parse(word).is_ok_and(|n| !n.is_synthetic());
            assert!(!real, "{}: a number that may be a person's", path.display());
        }
    }
}
