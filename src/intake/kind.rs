//! What a kind of file is: its columns, where they go, what they refer to. Data for one engine.

use super::cell::{Cell, Sort};
use super::kinds::KINDS;
use super::types::Type;
use crate::domain::ligner::did_you_mean;
use crate::manifest::Job;

/// A kind of CSV file.
pub struct Kind {
    pub name: &'static str,
    pub about: &'static str,
    pub columns: &'static [Column],
    pub(super) table: &'static str,
    /// The table's columns that tell one row from another.
    pub(super) key: &'static [&'static str],
    /// The condition of a partial unique index.
    pub(super) key_where: &'static str,
    pub(super) refs: &'static [Ref],
    pub(super) computed: &'static [Computed],
    pub(super) once_written: Once,
    /// Of several lines of one key the one with the latest time here counts.
    pub(super) latest: Option<&'static str>,
    /// Columns where the first must not be after the second.
    pub(super) ordered: Option<(&'static str, &'static str)>,
    pub(super) is_person: bool,
    /// A required column that may be empty: its row is then taken away.
    pub(super) empty_removes: Option<&'static str>,
    /// What only the manifests know: the column at fault, and why.
    pub(super) check: Option<Check>,
    /// A yes that guards somebody: each that becomes no is told.
    pub(super) protection: Option<&'static str>,
    /// May there be none of it, such as of what has happened since yesterday? Else a file without lines is amiss.
    pub(super) may_be_none: bool,
}

/// What a later file may not change.
pub enum Once {
    AllMayChange,
    NothingChanges,
    Keeps(&'static [&'static str]),
    /// Each column where its condition holds.
    KeepsWhen(&'static [(&'static str, &'static str)]),
}

pub struct Column {
    pub name: &'static str,
    /// Must be in the header and, but for `empty_removes`, must not be empty.
    pub required: bool,
    pub of: Type,
    pub(super) stored: bool,
    pub(super) empty: Empty,
}

/// What an empty cell says. All but `Clears` leave what is known as it is: empty is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// There is none: an end date that is open, a party a contract no longer has.
    Clears,
    /// A new row gets NULL.
    Keeps,
    /// A new row gets no.
    KeepsOrNo,
    /// A new row gets yes.
    KeepsOrYes,
    /// A new row gets zero.
    KeepsOrZero,
}

impl Empty {
    pub fn keeps(self) -> bool {
        self != Empty::Clears
    }

    /// What a new row gets, as SQL.
    pub fn first(self) -> &'static str {
        match self {
            Empty::Clears | Empty::Keeps => "NULL",
            Empty::KeepsOrNo => "FALSE",
            Empty::KeepsOrYes => "TRUE",
            Empty::KeepsOrZero => "0",
        }
    }
}

/// Another table's row that must be there.
pub struct Ref {
    /// Where the found value is kept, also as the table's column if `stored`.
    pub name: &'static str,
    pub from: [&'static str; 4],
    pub source: Source,
    pub sort: Sort,
    pub stored: bool,
    /// The column named in the rejection, and why.
    pub blame: &'static str,
    pub missing: &'static str,
}

pub enum Source {
    Code {
        table: &'static str,
        column: &'static str,
    },
    /// What is got, and the join from `v` with `k0` to `k3`.
    Join {
        get: &'static str,
        join: &'static str,
    },
}

/// Given the jobs and the line's cells by name.
pub type Check = fn(&[Job], &dyn Fn(&str) -> Cell) -> Option<(&'static str, String)>;

/// Given the line's cells by name.
pub type Make = fn(&dyn Fn(&str) -> Cell) -> Cell;

/// A table's column made of the line's own cells.
pub struct Computed {
    pub name: &'static str,
    pub sort: Sort,
    pub stored: bool,
    pub make: Make,
}

pub const PLAIN: Kind = Kind {
    name: "",
    about: "",
    columns: &[],
    table: "",
    key: &[],
    key_where: "",
    refs: &[],
    computed: &[],
    once_written: Once::AllMayChange,
    latest: None,
    ordered: None,
    is_person: false,
    empty_removes: None,
    check: None,
    protection: None,
    may_be_none: false,
};

pub const fn must(name: &'static str, of: Type) -> Column {
    Column { name, required: true, of, stored: true, empty: Empty::Clears }
}

/// Empty leaves what is known.
pub const fn may(name: &'static str, of: Type) -> Column {
    or(Empty::Keeps, name, of)
}

/// Empty says that there is none.
pub const fn clears(name: &'static str, of: Type) -> Column {
    or(Empty::Clears, name, of)
}

/// Used to find another row; no column of the table itself.
pub const fn finds(name: &'static str, of: Type) -> Column {
    Column { stored: false, ..must(name, of) }
}

pub const fn may_find(name: &'static str, of: Type) -> Column {
    Column { stored: false, ..may(name, of) }
}

pub const fn or(empty: Empty, name: &'static str, of: Type) -> Column {
    Column { name, required: false, of, stored: true, empty }
}

pub const fn text(name: &'static str, make: Make) -> Computed {
    Computed { name, sort: Sort::Text, stored: true, make }
}

/// The kinds, in the order a folder is taken in.
pub fn kinds() -> &'static [Kind] {
    KINDS
}

/// The header line of a kind, to begin a file with.
pub fn template(kind: &str) -> Option<String> {
    let names: Vec<_> = named(kind)?.columns.iter().map(|c| c.name).collect();
    Some(names.join(";"))
}

/// The columns of a kind where an empty cell takes away what is known.
pub fn empty_clears(kind: &str) -> Vec<&'static str> {
    let columns = named(kind).map_or(&[][..], |k| k.columns);
    columns.iter().filter(|c| c.stored && !c.required && !c.empty.keeps()).map(|c| c.name).collect()
}

/// The column of a kind that may be empty, its row being taken away.
pub fn empty_removes(kind: &str) -> Option<&'static str> {
    named(kind)?.empty_removes
}

pub fn named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.name.eq_ignore_ascii_case(name))
}

/// The kind whose name stands in a file's stem as a word; the longest wins.
pub fn of_stem(stem: &str) -> Option<&'static Kind> {
    let stem = stem.to_lowercase();
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let is_word = |name: &str| {
        stem.match_indices(name).any(|(at, _)| {
            apart(stem[..at].chars().next_back()) && apart(stem[at + name.len()..].chars().next())
        })
    };
    KINDS.iter().filter(|k| is_word(k.name)).max_by_key(|k| k.name.len())
}

/// `; did you mean …?`, of a kind that is not there.
pub fn near(name: &str) -> String {
    did_you_mean(name, KINDS.iter().map(|k| k.name))
}

pub fn list_of_kinds() -> String {
    KINDS.iter().map(|k| format!("`{}`", k.name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_a_word_of_the_files_name() {
        let kind = |stem: &str| of_stem(stem).map(|k| k.name);
        assert_eq!(kind("person"), Some("person"));
        assert_eq!(kind("person-2026"), Some("person"));
        assert_eq!(kind("46_person"), Some("person"));
        assert_eq!(kind("46_PERSON_rett (1)"), Some("person_rett"));
        assert_eq!(kind("kontrakt_avbrudd"), Some("kontrakt_avbrudd"));
        assert_eq!(kind("bedriftsforslag"), Some("bedriftsforslag"));
        assert_eq!(kind("..\\person"), Some("person"));
        assert_eq!(kind("personer"), None);
        assert_eq!(kind("lønn"), None);
    }

    #[test]
    fn every_name_in_a_kind_is_known_to_it() {
        for k in KINDS {
            let knows = |name: &str| {
                k.columns.iter().any(|c| c.name == name)
                    || k.refs.iter().any(|r| r.name == name)
                    || k.computed.iter().any(|c| c.name == name)
            };
            for r in k.refs {
                assert!(r.from.iter().all(|f| f.is_empty() || knows(f)), "{}: {:?}", k.name, r.from);
                assert!(knows(r.blame), "{}: {}", k.name, r.blame);
            }
            assert!(k.key.iter().all(|name| knows(name)), "{}: {:?}", k.name, k.key);
            assert_eq!(template(k.name).unwrap().split(';').count(), k.columns.len());
        }
    }
}
