//! One register: what is there is used, and what is used is there, both ways.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::house::project;
use rutine::attempt::Routine;
use rutine::routine;

/// The entries of a folder of the project, without their endings.
fn entries(folder: &str, is_wanted: impl Fn(&Path) -> bool) -> BTreeSet<String> {
    let entries = fs::read_dir(project().join(folder)).unwrap().map(|e| e.unwrap().path());
    let stem = |p: &Path| p.file_stem().unwrap().to_string_lossy().into_owned();
    entries.filter(|p| is_wanted(p)).map(|p| stem(&p)).collect()
}

fn named(of: fn(&Routine) -> &'static str) -> BTreeSet<String> {
    routine::all().map(|r| of(r).to_owned()).collect()
}

fn ends(ending: &str) -> impl Fn(&Path) -> bool {
    move |path| path.extension().is_some_and(|e| e == ending)
}

/// Promise: the manifests in `jobs/` are those of the routines, and each is the one that is shipped.
#[test]
fn manifests_are_those_of_the_routines() {
    assert_eq!(entries("jobs", ends("toml")), named(|r| r.code));
    for r in routine::all() {
        let text = fs::read_to_string(project().join(format!("jobs/{}.toml", r.code))).unwrap();
        assert!(text == r.manifest, "{} ships another manifest than its own", r.code);
    }
}

/// Promise: the folders of the families are those of the routines.
#[test]
fn folders_are_those_of_the_routines() {
    let families = entries("src/routine", Path::is_dir);
    let folders = families.iter().flat_map(|f| entries(&format!("src/routine/{f}"), Path::is_dir));
    let folders: BTreeSet<_> = folders.filter(|f| f != "felles").collect();
    assert_eq!(folders, named(|r| r.name));
}

/// Promise: a routine has a test of its name and a fixture that holds something.
#[test]
fn each_routine_has_its_test_and_its_fixture() {
    let tests = entries("tests/it", ends("rs"));
    for r in routine::all() {
        assert!(tests.contains(r.name), "{} lacks tests/it/{}.rs", r.code, r.name);
        let fixture = project().join("fixtures").join(r.name);
        let files = fs::read_dir(&fixture).unwrap_or_else(|e| panic!("{}: {e}", fixture.display())).count();
        assert!(files > 0, "{} holds nothing", fixture.display());
    }
}

/// Promise: every file of rules has its table of tests, beside it or in it.
#[test]
fn rules_have_their_table_of_tests() {
    for family in entries("src/routine", Path::is_dir) {
        for folder in entries(&format!("src/routine/{family}"), Path::is_dir) {
            let rules = project().join(format!("src/routine/{family}/{folder}/rules.rs"));
            let Ok(text) = fs::read_to_string(&rules) else { continue };
            let beside = fs::read_to_string(rules.with_file_name("rules_tests.rs")).unwrap_or_default();
            let tests = text.contains("#[cfg(test)]") && (text + &beside).contains("#[test]");
            assert!(tests, "{} has no test", rules.display());
        }
    }
}

/// Promise: no test lies where nobody compiles it.
#[test]
fn every_test_file_is_named() {
    let main = fs::read_to_string(project().join("tests/it/main.rs")).unwrap();
    let named = main.lines().filter_map(|l| l.strip_prefix("mod ")?.strip_suffix(';'));
    let named: BTreeSet<String> = named.map(str::to_owned).collect();
    let mut found = entries("tests/it", |p| ends("rs")(p) || p.join("mod.rs").exists());
    found.remove("main");
    assert_eq!(found, named);
}

/// Promise: every migration is applied, in the order of its number.
#[test]
fn every_migration_is_applied() {
    let applied = fs::read_to_string(project().join("src/store/migrate.rs")).unwrap();
    let at = |folder: &str| applied.find(&format!("include_str!(\"../../migrations/{folder}/up.sql\")"));
    let found: Vec<_> = entries("migrations", Path::is_dir).iter().map(|f| (at(f), f.clone())).collect();
    assert!(found.iter().all(|(at, _)| at.is_some()), "one is not applied: {found:?}");
    assert!(found.is_sorted(), "not in their order: {found:?}");
}
