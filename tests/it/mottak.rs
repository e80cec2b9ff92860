//! Files taken in as the command does, for the tests of intake.

use std::path::{Path, PathBuf};

use rutine::intake::{self, Numbers, Options, Profile, Taken};

use crate::house::House;

pub const A: &str = "14830751220";
pub const B: &str = "02910764511";

pub fn options() -> Options {
    Options {
        kind: None,
        encoding: None,
        profile: Profile::Semicolon,
        rejects_dir: None,
        jobs: rutine::manifest::load(None).unwrap(),
        numbers: Numbers::MadeUp,
        link_hosts: vec!["example".into()],
        fylker: rutine::config::Config::default().fylker,
        actor: "test".into(),
        now: "2026-07-01T08:00:00".parse().unwrap(),
    }
}

pub fn take_with(house: &House, paths: &[PathBuf], options: &Options) -> anyhow::Result<Vec<Taken>> {
    intake::take(&mut house.db(), paths, options, &mut |_: &Path, _| {})
}

pub fn take(house: &House, name: &str, content: impl AsRef<[u8]>) -> Taken {
    take_with(house, &[house.file(name, content)], &options()).unwrap().remove(0)
}

/// What a file is refused with.
pub fn refused(house: &House, name: &str, content: impl AsRef<[u8]>) -> String {
    format!("{:#}", take_with(house, &[house.file(name, content)], &options()).unwrap_err())
}

/// Taken, unchanged, rejected.
pub fn counts(t: &Taken) -> (u64, u64, u64) {
    assert_eq!(t.lines, t.taken + t.unchanged + t.rejected, "every line is accounted for");
    (t.taken, t.unchanged, t.rejected)
}

pub fn reasons(t: &Taken) -> Vec<String> {
    t.rejects.iter().map(|r| format!("{} {}: {}", r.line, r.column, r.reason)).collect()
}
