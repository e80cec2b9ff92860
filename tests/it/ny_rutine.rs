//! What docs/new-routine.md says of the smallest routine, done: the files it prints, put into a copy of the repository.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::house::project;

const LINES: [(&str, &str, &str); 3] = [
    ("src/routine/vg3/mod.rs", "pub mod prove_oppmelding;", "pub mod soker_uten_epost;"),
    ("src/routine/vg3/mod.rs", "    &prove_oppmelding::ROUTINE,", "    &soker_uten_epost::ROUTINE,"),
    ("tests/it/main.rs", "mod sql;", "mod soker_uten_epost;"),
];

/// The files that the page prints: each in a fence below its path.
fn printed() -> Vec<(String, String)> {
    let page = fs::read_to_string(project().join("docs/new-routine.md")).unwrap();
    let path = |before: &str| {
        before.trim_end().rsplit('\n').next()?.strip_prefix('`')?.strip_suffix('`').map(str::to_owned)
    };
    let mut parts = page.split("\n```");
    let (mut before, mut found) = (parts.next().unwrap_or_default(), vec![]);
    while let (Some(fenced), Some(after)) = (parts.next(), parts.next()) {
        if let Some(path) = path(before) {
            found.push((path, format!("{}\n", fenced.split_once('\n').unwrap().1)));
        }
        before = after;
    }
    found
}

/// What git keeps, as it stands here.
fn copy_to(folder: &Path) {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(project())
        .output()
        .unwrap();
    for path in
        String::from_utf8(listed.stdout).unwrap().lines().filter(|path| project().join(path).is_file())
    {
        let to = folder.join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(project().join(path), to).unwrap();
    }
}

fn put_in(folder: &Path) {
    for (path, text) in printed() {
        let to = folder.join(path);
        assert!(!to.exists(), "{} is new", to.display());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, text).unwrap();
    }
    for (path, after, line) in LINES {
        let to = folder.join(path);
        let text = fs::read_to_string(&to).unwrap();
        assert_eq!(text.matches(after).count(), 1, "{after}");
        fs::write(to, text.replace(after, &format!("{after}\n{line}"))).unwrap();
    }
}

/// Promise: a routine moves in by new files and three lines in two that are there; a control without a letter is `mod.rs`, `rules.rs`
/// and `rows.rs`. By switch, since it builds the product anew.
#[test]
#[ignore = "builds a copy of the repository; run with `tests/all ny_rutine:: -- --ignored`"]
fn the_smallest_routine_moves_in_by_three_lines() {
    let folder = tempfile::tempdir().unwrap();
    copy_to(folder.path());
    put_in(folder.path());
    assert_eq!(printed().len(), 4);
    let database = format!("sqlite:{}", folder.path().join("x.db").display());
    let rutine = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command.args(["run", "--quiet", "--locked", "--"]).args(args).current_dir(folder.path());
        command.env("RUTINE_DATABASE", &database).env("CARGO_TARGET_DIR", folder.path().join("target"));
        let out = command.output().unwrap();
        (
            out.status.code(),
            String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr),
        )
    };
    let (code, said) = rutine(&["migrate"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = rutine(&["intake", "fixtures/46"]);
    assert!(matches!(code, Some(0 | 3)), "{said}");
    let (code, said) = rutine(&[
        "run",
        "KTR-EPOST",
        "--fylke",
        "46",
        "--asof",
        "2026-07-01",
        "--now",
        "2026-07-01T06:00:00Z",
    ]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("acted 0") && said.contains("left: MANGLER_EPOST 2, UGYLDIG_EPOST 2"), "{said}");
}
