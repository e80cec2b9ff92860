//! What README.md and docs/ tell a reader is so: commands, examples, tables and links are held against the product.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use clap::error::ErrorKind;

use crate::house::{House, project};
use rutine::attempt::RunState;
use rutine::cli::Cli;
use rutine::config::Config;
use rutine::outbox::LetterState;
use rutine::{manifest, routine};

/// README, and whatever lies in docs/.
fn documents() -> Vec<(PathBuf, String)> {
    let docs = fs::read_dir(project().join("docs")).unwrap().map(|e| e.unwrap().path());
    let all = docs.chain(["README.md", "ARCHITECTURE.md"].map(|name| project().join(name)));
    all.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn document(name: &str) -> String {
    fs::read_to_string(project().join(name)).unwrap()
}

/// Promise: each command of a document is one that is taken. One named within a sentence may lack what it needs.
#[test]
fn every_command_is_taken() {
    let mut wrong = vec![];
    let mut seen = 0;
    for (path, text) in documents() {
        let whole = text.lines().filter_map(typed).map(|c| (c, true));
        let named =
            text.split('`').skip(1).step_by(2).filter(|c| c.starts_with("rutine ")).map(|c| (c, false));
        for (command, is_whole) in whole.chain(named) {
            seen += 1;
            if let Err(e) = Cli::try_parse_from(words(command)) {
                let is_told = matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
                let lacks =
                    matches!(e.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand);
                if !is_told && (is_whole || !lacks) {
                    wrong.push(format!("{}: `{command}`: {}", path.display(), e.kind()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 80, "{seen} commands found, so most were not");
}

/// A command that stands on a line of its own, without what is said of it.
fn typed(line: &str) -> Option<&str> {
    let line = line.strip_prefix("    ")?;
    let command = line.strip_prefix("$ ").unwrap_or(line);
    let command = command.split(" # ").next().unwrap_or_default();
    let command = command.split(" < ").next().unwrap_or_default().trim();
    command.starts_with("rutine ").then_some(command)
}

/// As a shell takes it, with something in place of what the reader is to put in.
fn words(command: &str) -> Vec<String> {
    let stands_for = |word: &str| match word {
        "RUN" => "17".to_owned(),
        "NN" => "46".to_owned(),
        "DATE" => "2026-07-28".to_owned(),
        other => other.to_owned(),
    };
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(n, part)| match n % 2 {
            0 => part.split_whitespace().map(stands_for).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// Promise: every link of a document leads to a file, and to a heading of it where it names one.
#[test]
fn every_link_leads_somewhere() {
    let mut wrong = vec![];
    for (path, text) in documents() {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let found = fs::read_to_string(path.parent().unwrap().join(file));
            let is_there =
                |t: &String| heading.is_empty() || t.lines().any(|l| anchor(l).as_deref() == Some(heading));
            if !found.is_ok_and(|t| is_there(&t)) {
                wrong.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a heading is linked by.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -".contains(*c));
    Some(kept.collect::<String>().replace(' ', "-"))
}

/// Promise: each file of code that a document names is there, by as much of its path as is given.
#[test]
fn every_file_named_is_there() {
    let (mut there, mut todo) = (vec![], vec![project().join("src"), project().join("tests")]);
    while let Some(path) = todo.pop() {
        match path.is_dir() {
            true => todo.extend(fs::read_dir(path).unwrap().map(|e| e.unwrap().path())),
            false => there.push(path),
        }
    }
    let mut wrong = vec![];
    for (path, text) in documents() {
        let spans =
            text.split('`').skip(1).step_by(2).filter(|s| s.ends_with(".rs") && !s.contains(['<', ' ']));
        // Those of the example come with the page.
        let spans = spans.filter(|s| !s.contains("soker_uten_epost"));
        let gone = spans.filter(|s| !there.iter().any(|file| file.ends_with(s)));
        wrong.extend(gone.map(|s| format!("{}: {s}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Promise: README stays short, and leads to every document there is.
#[test]
fn readme_leads_to_every_document() {
    let readme = document("README.md");
    assert!(readme.lines().count() <= 160, "a handbook is not read: move it to docs/");
    for (path, _) in documents().iter().filter(|(path, _)| path.parent() != Some(project())) {
        let name = path.strip_prefix(project()).unwrap().display().to_string();
        assert!(readme.contains(&format!("]({name})")), "README does not lead to {name}");
    }
}

/// Promise: what README shows of the morning after the offers, and docs/runs.md of an applicant, is what is printed then.
#[test]
fn the_morning_shown_is_the_one_there_is() {
    let house = House::sqlite();
    house.file("rutine.toml", "fylker = [\"46\", \"11\"]\n[mail]\nfrom = \"fagopplaring@fylke.example\"\n");
    let of = |county: &str| project().join("fixtures").join(county).display().to_string();
    house.out(3, &["intake", &of("46")]);
    house.out(0, &["tick", "--now", "2026-07-27T12:00:00+02:00"]);
    house.out(1, &["tick", "--now", "2026-07-28T06:00:00+02:00"]);
    let person =
        "SELECT p.fodselsnummer AS t FROM soker s JOIN person p ON p.id = s.person_id WHERE s.id = 17";
    let number = house.file("number.txt", house.texts(person).join("\n"));
    for (command, shown) in sessions("README.md").into_iter().chain(sessions("docs/runs.md")) {
        let mut args = words(&command.replace("/var/vigo/11", &of("11")));
        args.extend(["--now".to_owned(), "2026-07-28T06:40:00+02:00".to_owned()]);
        let args: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
        let printed = house.command(&args).stdin(fs::File::open(&number).unwrap()).output().unwrap();
        let printed = String::from_utf8(printed.stdout).unwrap();
        let printed = whenever(&printed);
        for part in shown.join("\n").split('…').map(whenever) {
            assert!(printed.contains(&part), "`{command}` does not print\n{part}\nbut\n{printed}");
        }
    }
}

/// Each command that a document shows with what it prints.
fn sessions(name: &str) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = vec![];
    for line in document(name).lines() {
        match (line.strip_prefix("    "), typed(line)) {
            (Some(own), Some(command)) if own.starts_with("$ ") => all.push((command.to_owned(), vec![])),
            (Some(own), None) => all.last_mut().into_iter().for_each(|(_, shown)| shown.push(own.to_owned())),
            _ => {}
        }
    }
    all
}

/// On one line, without who was at it and how long it took.
fn whenever(text: &str) -> String {
    let (mut kept, mut left_out) = (vec![], 0);
    for word in text.split_whitespace() {
        if left_out > 0 {
            left_out -= 1;
            continue;
        }
        kept.push(word);
        left_out = match kept.as_slice() {
            [.., "by"] => 1,
            [.., "done", "in"] => 2,
            _ => 0,
        };
    }
    kept.join(" ")
}

/// The example in a document that is written in TOML.
fn example(name: &str) -> String {
    let text = document(name);
    let block = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    block.unwrap_or_else(|| panic!("{name} has no example")).to_owned()
}

/// Promise: the settings that are shown can be used as they stand.
#[test]
fn the_settings_shown_are_right() {
    let house = House::sqlite();
    let file = house.file("rutine.toml", example("docs/operations.md"));
    let (_, faults) = Config::examine(Some(&file));
    assert_eq!(faults, [], "docs/operations.md");
}

/// Promise: the job that is shown can be used, with the parameters that it says are to be put in.
#[test]
fn the_job_shown_is_right() {
    let house = House::sqlite();
    let example = example("docs/calendar.md");
    let mut files = routine::all().map(|r| house.file(&format!("jobs/{}.toml", r.code), r.manifest));
    let folder = files.by_ref().last().unwrap().parent().unwrap().to_owned();
    let params: String = manifest_params(routine::find("5A119").unwrap().manifest);
    let (job, own) = example.split_once("[fylke.46]").unwrap();
    house.file("jobs/5A119.toml", format!("{job}{params}\n[fylke.46]{own}"));
    let jobs = manifest::load(Some(&folder)).unwrap_or_else(|e| panic!("docs/calendar.md: {e}"));
    assert!(manifest::find(&jobs, "5A119").unwrap().serves("46"));
}

/// The tables of parameters in a manifest.
fn manifest_params(text: &str) -> String {
    let tables = text.split("\n[").skip(1).filter(|t| t.starts_with("params."));
    tables.map(|t| format!("[{t}\n")).collect()
}

/// The first cell of each row of a document's tables, without what marks it as code.
fn first_cells(name: &str) -> Vec<String> {
    let text = document(name);
    let rows = text.lines().filter_map(|l| l.strip_prefix("| ")?.split(" |").next().map(str::to_owned));
    rows.collect()
}

/// Promise: the routines listed are those there are, by code and name.
#[test]
fn every_routine_is_listed() {
    let listed: BTreeSet<_> =
        first_cells("docs/routines.md").into_iter().filter(|c| c.ends_with('`')).collect();
    let there: BTreeSet<_> = routine::all().map(|r| format!("{} `{}`", r.code, r.name)).collect();
    assert_eq!(listed, there);
}

/// Promise: every state a letter can be in is explained, and no other.
#[test]
fn every_state_of_a_letter_is_explained() {
    let cells = first_cells("docs/letters.md").into_iter();
    let listed: BTreeSet<_> =
        cells.filter_map(|c| Some(c.strip_prefix('`')?.strip_suffix('`')?.to_owned())).collect();
    let there: BTreeSet<_> = LetterState::CODES.iter().map(|&c| c.to_owned()).collect();
    assert_eq!(listed, there);
}

/// Promise: README explains the exit codes there are, those that `--help` names.
#[test]
fn every_exit_code_is_explained() {
    let told = House::sqlite().out(0, &["--help"]);
    let told = told.split_once("Exit codes:").unwrap().1;
    let numbers = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_digit()).filter(|w| !w.is_empty());
        words.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let cells = first_cells("README.md").into_iter();
    let explained: BTreeSet<_> = cells.filter(|c| c.chars().all(|c| c.is_ascii_digit())).collect();
    assert_eq!(explained, numbers(told));
}

/// Promise: README's picture of a run names how a run can end as the ledger does.
#[test]
fn the_picture_names_the_states() {
    let readme = document("README.md");
    let picture = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    for state in [RunState::Due, RunState::Done, RunState::Skipped, RunState::Failed] {
        assert!(picture.contains(state.code()), "{state}");
    }
}

/// Promise: documents, manifests and code lead to no text that is not here, neither by its name nor by its numbers.
#[test]
fn no_text_is_named_that_is_not_here() {
    let mut wrong = vec![];
    let mut todo: Vec<_> =
        fs::read_dir(project()).unwrap().map(|e| e.unwrap().path()).filter(|p| ours(p)).collect();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
        } else if ["md", "rs", "toml", "sql"].iter().any(|end| path.extension().is_some_and(|e| e == *end)) {
            let text = fs::read_to_string(&path).unwrap();
            let named = text.split(|c: char| !c.is_alphanumeric() && !"./_-".contains(c));
            let texts =
                named.filter_map(|w| w.trim_end_matches('.').strip_suffix(".md")).map(|w| format!("{w}.md"));
            let beside = path.parent().unwrap();
            let gone = texts.filter(|t| !["/", ".", "*"].contains(&t.trim_end_matches("md")));
            let gone = gone.filter(|t| !project().join(t).exists() && !beside.join(t).exists());
            let numbered = text.lines().filter(|l| numbered(l)).map(str::to_owned);
            wrong.extend(gone.chain(numbered).map(|what| format!("{}: {what}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ours(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    !name.starts_with('.') && !["target", "demo"].contains(&name.as_str())
}

/// Does a comment lead to a promise or a scenario by its number, in a list that is not here?
fn numbered(line: &str) -> bool {
    let comment = line.trim_start().strip_prefix("//").unwrap_or_default().to_lowercase();
    let words: Vec<_> = comment.split_whitespace().map(|w| w.trim_start_matches('(')).collect();
    let is_number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
    words.windows(2).any(|w| ["promise", "scenario", "scenarios"].contains(&w[0]) && is_number(w[1]))
}
