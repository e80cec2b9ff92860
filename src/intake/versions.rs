//! Which files of rejected lines may be written over: those that hold just what we wrote, or whose lines are all taken in.
//! One that somebody has changed is a person's work and stays; what is rejected next is kept beside it.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::source::REJECTED;
use crate::config::folder_of;
use crate::domain::hex;
use crate::store::{Db, value};

/// What a file of rejected lines is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Just as we wrote it, or taken in whole: nothing is lost with it.
    Ours,
    /// It holds what we would write now.
    Same,
    /// Changed since it was written, and not taken in whole.
    Somebodys,
    /// Read or written by this very command.
    InUse,
}

/// What becomes of a source's files of rejected lines, by their numbers.
#[derive(Debug, Default, PartialEq)]
pub struct Decision {
    pub write: Option<u32>,
    pub remove: Vec<u32>,
    pub kept: Vec<u32>,
}

/// `there` says how each file that exists stands; `write` whether anything was rejected.
pub fn decide(there: &BTreeMap<u32, Standing>, write: bool) -> Decision {
    let those = |wanted: Standing| there.iter().filter(move |(_, s)| **s == wanted).map(|(n, _)| *n);
    let is_free = |n: &u32| there.get(n).is_none_or(|standing| *standing == Standing::Ours);
    let place = those(Standing::Same).next().or_else(|| (1..).find(is_free));
    let place = place.filter(|_| write);
    Decision {
        write: place,
        remove: those(Standing::Ours).filter(|n| place != Some(*n)).collect(),
        kept: those(Standing::Somebodys).collect(),
    }
}

/// The files `person.rejected.csv`, `person.rejected-2.rejected.csv` … of one source.
pub struct Versions {
    first: PathBuf,
    stem: String,
}

/// Between the source's name and the number of a file that is not the first: no file of a county's is called so.
const AGAIN: &str = ".rejected-";

impl Versions {
    pub fn of(first: &Path) -> Self {
        let name = first.file_name().unwrap_or_default().to_string_lossy();
        let stem = name.strip_suffix(REJECTED).unwrap_or(&name).to_owned();
        Versions { first: first.to_owned(), stem }
    }

    pub fn path(&self, number: u32) -> PathBuf {
        match number {
            1 => self.first.clone(),
            n => self.first.with_file_name(format!("{}{AGAIN}{n}{REJECTED}", self.stem)),
        }
    }

    fn numbers(&self) -> Vec<u32> {
        let entries = fs::read_dir(folder_of(&self.first)).into_iter().flatten().flatten();
        let number = |name: String| match name.strip_prefix(&self.stem)?.strip_suffix(REJECTED)? {
            "" => Some(1),
            other => other.strip_prefix(AGAIN)?.parse().ok().filter(|n| *n > 1),
        };
        entries.filter_map(|e| number(e.file_name().to_string_lossy().into_owned())).collect()
    }

    /// How each that exists stands, `now` being the digest of what would be written.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn standings(
        &self,
        db: &mut Db,
        now: Option<&str>,
        in_use: &HashSet<PathBuf>,
    ) -> Result<BTreeMap<u32, Standing>> {
        self.numbers().into_iter().map(|n| Ok((n, standing(db, &self.path(n), now, in_use)?))).collect()
    }
}

fn standing(db: &mut Db, file: &Path, now: Option<&str>, in_use: &HashSet<PathBuf>) -> Result<Standing> {
    let digest = digest_of(file).ok();
    Ok(match digest {
        Some(digest) if now == Some(digest.as_str()) => Standing::Same,
        _ if in_use.contains(&whole(file)) => Standing::InUse,
        Some(digest) if was_written(db, &digest)? || was_taken_whole(db, &digest)? => Standing::Ours,
        _ => Standing::Somebodys,
    })
}

/// The path that tells one file from all others.
pub fn whole(file: &Path) -> PathBuf {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}

/// The stem of the source that a file's lines came from first: `person` of `person.rejected` and `person.rejected-2.rejected`.
pub fn first_of(stem: &str) -> &str {
    let Some(stem) = stem.strip_suffix(".rejected") else { return stem };
    match stem.rsplit_once(AGAIN) {
        Some((first, number)) if number.parse::<u32>().is_ok() => first,
        _ => stem,
    }
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// It cannot be read.
pub fn digest_of(file: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut input = File::open(file)?;
    let mut block = vec![0; 1 << 16];
    loop {
        match io::Read::read(&mut input, &mut block)? {
            0 => return Ok(hex(&digest.finalize())),
            n => digest.update(&block[..n]),
        }
    }
}

/// Did we write a file of rejected lines that held just this?
pub fn was_written(db: &mut Db, digest: &str) -> Result<bool> {
    is_on_record(db, "rejects_sha256 = $1", digest)
}

/// Was a file that held just this taken in with every line?
pub fn was_taken_whole(db: &mut Db, digest: &str) -> Result<bool> {
    is_on_record(db, "sha256 = $1 AND lines > 0 AND rejected = 0", digest)
}

fn is_on_record(db: &mut Db, which: &str, digest: &str) -> Result<bool> {
    let sql = format!("SELECT count(*) AS value FROM intakes WHERE {which}");
    Ok(value::<i64>(db, &sql, &[digest.into()])?.is_some_and(|found| found > 0))
}

#[cfg(test)]
mod tests {
    use super::Standing::{InUse, Ours, Same, Somebodys};
    use super::*;

    fn check(there: &[(u32, Standing)], rejected: bool, write: Option<u32>, remove: &[u32], kept: &[u32]) {
        let expected = Decision { write, remove: remove.to_vec(), kept: kept.to_vec() };
        assert_eq!(decide(&there.iter().copied().collect(), rejected), expected, "{there:?}");
    }

    #[test]
    fn what_somebody_changed_is_neither_written_over_nor_removed() {
        check(&[], true, Some(1), &[], &[]);
        check(&[], false, None, &[], &[]);
        check(&[(1, Ours)], true, Some(1), &[], &[]);
        check(&[(1, Ours), (2, Ours)], true, Some(1), &[2], &[]);
        check(&[(1, Ours)], false, None, &[1], &[]);
        check(&[(1, Somebodys)], true, Some(2), &[], &[1]);
        check(&[(1, Somebodys)], false, None, &[], &[1]);
        check(&[(1, Somebodys), (2, Ours)], true, Some(2), &[], &[1]);
        check(&[(1, Somebodys), (2, Ours)], false, None, &[2], &[1]);
        check(&[(1, Somebodys), (2, InUse), (3, Same)], true, Some(3), &[], &[1]);
        check(&[(1, InUse), (2, Somebodys)], true, Some(3), &[], &[2]);
        check(&[(1, Ours), (2, Same)], true, Some(2), &[1], &[]);
    }

    #[test]
    fn a_file_is_one_of_its_own_source_only() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "a.rejected.csv",
            "a.rejected-2.rejected.csv",
            "a.2.rejected.csv",
            "ab.rejected.csv",
            "a-2.rejected.csv",
        ] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let versions = Versions::of(&dir.path().join("a.rejected.csv"));
        let mut numbers = versions.numbers();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(versions.path(2), dir.path().join("a.rejected-2.rejected.csv"));
        let firsts = ["a.rejected", "a.rejected-2.rejected", "a", "46_person.2026"].map(first_of);
        assert_eq!(firsts, ["a", "a", "a", "46_person.2026"]);
    }
}
