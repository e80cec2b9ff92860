//! The one statement a chunk goes in by, and which cell goes to which column of the table.

use std::borrow::Borrow;

use anyhow::Result;

use super::cell::{Cell, Sort, column};
use super::chunk::Row;
use super::kind::{Empty, Kind, Once, Ref};
use super::numbers::Numbers;
use super::source::Source;
use super::{Lifted, Options, rejects};
use crate::domain::fylke::FYLKER;
use crate::manifest::Job;
use crate::store::{Db, Rows, row};

/// How the lines of one file become rows. A row's cells are the kind's columns, then its refs, then what is computed.
pub struct Plan<'a> {
    pub kind: &'static Kind,
    pub jobs: &'a [Job],
    pub numbers: Numbers,
    pub delimiter: char,
    /// Is it a file of rejected lines of ours, mended?
    is_of_rejects: bool,
    served: &'a [String],
    pub link_hosts: &'a [String],
    /// Where a line says whose it is, if it does.
    fylke: Option<usize>,
    pub places: Vec<Option<usize>>,
    pub targets: Vec<Target>,
    key: Vec<usize>,
    conflict: String,
}

impl Target {
    /// Where its cell stands in a row.
    pub fn slot(&self) -> usize {
        self.slot
    }
}

/// A school's county is where it lies: a county's own pupils come from others' schools too.
const LIES_ANYWHERE: &str = "skole";

row! {
    struct Found {
        line: i64,
        id: i64,
    }
}

pub struct Target {
    name: &'static str,
    sort: Sort,
    slot: usize,
    empty: Empty,
}

impl<'j> Plan<'j> {
    pub fn new(source: &Source, options: &'j Options) -> Self {
        let kind = source.kind;
        let (jobs, numbers, served) = (options.jobs.as_slice(), options.numbers, options.fylker.as_slice());
        let fylke = kind.columns.iter().position(|c| c.name == "fylkesnr" && kind.name != LIES_ANYWHERE);
        let targets = targets(kind, &source.places);
        let slot_of = |name: &&str| {
            let target = targets.iter().find(|t| t.name == *name);
            target.map(|t| t.slot).expect("the columns of a key are required, and so are stored")
        };
        let key = kind.key.iter().map(slot_of).collect();
        let (delimiter, is_of_rejects) = (source.profile.delimiter(), source.is_of_rejects);
        let conflict = conflict(kind, &targets);
        let (link_hosts, places) = (options.link_hosts.as_slice(), source.places.clone());
        Plan {
            kind,
            jobs,
            numbers,
            delimiter,
            is_of_rejects,
            served,
            link_hosts,
            fylke,
            places,
            targets,
            key,
            conflict,
        }
    }

    /// A cell as it stood in the file that a line was rejected from.
    pub fn as_it_was<'a>(&self, cell: &'a str) -> &'a str {
        if self.is_of_rejects { rejects::as_it_was(cell) } else { cell }
    }

    /// The county of a line, where there is such a county and it is not served here.
    pub fn unserved<'a>(&self, row: &'a Row) -> Option<&'a str> {
        let Cell::Text(nr) = &row.cells[self.fylke?] else { return None };
        let served = self.served.contains(nr) || !FYLKER.contains(&nr.as_str());
        (!served).then_some(nr.as_str())
    }

    /// The first of this name: a column of the file, else a ref, else computed.
    pub fn slot(&self, name: &str) -> usize {
        slot(self.kind, name).expect("a kind's names are its own; a test holds them to it")
    }

    pub fn key<'a>(&self, row: &'a Row) -> Vec<&'a Cell> {
        self.key.iter().map(|slot| &row.cells[*slot]).collect()
    }

    /// What tells a line from the others of its file: its key, of a person the number as written, of an answer its time too.
    pub fn named<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a Cell> {
        let written = self.kind.is_person.then(|| vec![self.slot("ident")]);
        let latest = self.kind.latest.map(|name| self.slot(name));
        written.unwrap_or_else(|| self.key.clone()).into_iter().chain(latest).map(|slot| &row.cells[slot])
    }

    /// Do two rows of one key say the same?
    pub fn same(&self, one: &Row, other: &Row) -> bool {
        self.said(one).eq(self.said(other))
    }

    /// What a line says of its row.
    pub fn said<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a Cell> {
        let earlier = self.kind.is_person.then(|| self.slot("tidligere_ident"));
        self.targets.iter().map(|t| t.slot).chain(earlier).map(|slot| &row.cells[slot])
    }

    /// Where the latest of a key counts: is it the other?
    pub fn later(&self, one: &Row, other: &Row) -> Option<bool> {
        let slot = self.slot(self.kind.latest?);
        match (&one.cells[slot], &other.cells[slot]) {
            (Cell::Time(a), Cell::Time(b)) => Some(b > a),
            _ => None,
        }
    }

    /// Inserts rows or updates what differs; returns how many changed.
    pub fn put(&self, db: &mut Db, rows: &[impl Borrow<Row>]) -> Result<usize> {
        let table = self.kind.table;
        let names: Vec<_> = self.targets.iter().map(|t| t.name).collect();
        let values: Vec<_> = self.targets.iter().map(|t| value(self.kind, t)).collect();
        let sql = format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {{rows}} WHERE TRUE {}",
            names.join(", "),
            values.join(", "),
            self.conflict
        );
        named(&self.targets, rows).execute(db, &sql)
    }

    /// May a line end before this cell? A spreadsheet leaves out the empty cells at a line's end.
    pub fn may_be_left_out(&self, from: usize) -> bool {
        let needed = |required: bool, place: &Option<usize>| required && place.is_some_and(|at| at >= from);
        !self.kind.columns.iter().zip(&self.places).any(|(c, place)| needed(c.required, place))
    }

    /// Those that these rows take a protection from.
    pub fn lifted(&self, db: &mut Db, rows: &[Row]) -> Result<Vec<Lifted>> {
        let Some(column) = self.kind.protection else { return Ok(vec![]) };
        let slot = self.slot(column);
        let no: Vec<_> = rows.iter().filter(|r| r.cells[slot] == Cell::Bool(false)).collect();
        let keys = self.targets.iter().filter(|t| self.kind.key.contains(&t.name));
        let same: Vec<_> = self.kind.key.iter().map(|k| format!("t.{k} = v.{k}")).collect();
        let sql = format!(
            "SELECT v.line AS line, t.id AS id FROM {{rows}} JOIN {} t ON {} WHERE t.{column} ORDER BY v.line",
            self.kind.table,
            same.join(" AND ")
        );
        let asked = named(keys, &no).int("line", no.iter().map(|r| r.line as i64));
        let found = asked.load::<Found>(db, &sql)?;
        Ok(found.into_iter().map(|f| Lifted { line: f.line as u64, column, id: f.id }).collect())
    }

    /// Does the line say that its row is to be taken away?
    pub fn is_to_go(&self, row: &Row) -> bool {
        self.kind.empty_removes.is_some_and(|name| row.cells[self.slot(name)] == Cell::Null)
    }

    /// Takes away the rows of these keys; returns how many were there.
    pub fn take_away(&self, db: &mut Db, rows: &[impl Borrow<Row>]) -> Result<usize> {
        let table = self.kind.table;
        let same: Vec<_> = self.kind.key.iter().map(|k| format!("v.{k} = {table}.{k}")).collect();
        let sql =
            format!("DELETE FROM {table} WHERE EXISTS (SELECT 1 FROM {{rows}} WHERE {})", same.join(" AND "));
        let keys = self.targets.iter().filter(|t| self.kind.key.contains(&t.name));
        named(keys, rows).execute(db, &sql)
    }
}

/// What goes into a column: the cell or, where it is empty and so not told, what is known already.
fn value(kind: &Kind, target: &Target) -> String {
    let (name, first) = (target.name, target.empty.first());
    if !target.empty.keeps() {
        return format!("v.{name}");
    }
    let key: Vec<_> = kind.key.iter().map(|k| format!("t.{k} = v.{k}")).collect();
    let which = if kind.key_where.is_empty() { String::new() } else { format!(" AND t.{}", kind.key_where) };
    let known = format!("(SELECT t.{name} FROM {} t WHERE {}{which})", kind.table, key.join(" AND "));
    format!("COALESCE(v.{name}, {known}, {first})")
}

fn named<'t>(targets: impl IntoIterator<Item = &'t Target>, rows: &[impl Borrow<Row>]) -> Rows {
    targets.into_iter().fold(Rows::new(), |all, t| {
        all.with(t.name, column(t.sort, rows.iter().map(|r| &r.borrow().cells[t.slot])))
    })
}

fn slot(kind: &Kind, name: &str) -> Option<usize> {
    let columns = kind.columns.iter().map(|c| c.name);
    let refs = kind.refs.iter().map(|r| r.name);
    columns.chain(refs).chain(kind.computed.iter().map(|c| c.name)).position(|n| n == name)
}

/// A column that the file does not have is left as it is in the database.
fn targets(kind: &'static Kind, places: &[Option<usize>]) -> Vec<Target> {
    let columns = kind.columns.iter().zip(places).map(|(c, place)| {
        let empty = if c.required { Empty::Clears } else { c.empty };
        (c.name, c.of.sort(), c.stored && place.is_some(), empty)
    });
    let found = |r: &Ref| r.stored && from_the_file(kind, r.from[0], places);
    let refs = kind.refs.iter().map(|r| (r.name, r.sort, found(r), Empty::Clears));
    let computed = kind.computed.iter().map(|c| (c.name, c.sort, c.stored, Empty::Clears));
    let all = columns.chain(refs).chain(computed).enumerate();
    all.filter(|(_, (_, _, stored, _))| *stored)
        .map(|(slot, (name, sort, _, empty))| Target { name, sort, slot, empty })
        .collect()
}

fn from_the_file(kind: &Kind, name: &str, places: &[Option<usize>]) -> bool {
    kind.columns.iter().position(|c| c.name == name).is_none_or(|at| places[at].is_some())
}

fn conflict(kind: &Kind, targets: &[Target]) -> String {
    let (always, sometimes) = match kind.once_written {
        Once::NothingChanges => return on_conflict(kind, "DO NOTHING"),
        Once::AllMayChange => (&[][..], &[][..]),
        Once::Keeps(columns) => (columns, &[][..]),
        Once::KeepsWhen(columns) => (&[][..], columns),
    };
    let changing: Vec<_> =
        targets.iter().map(|t| t.name).filter(|n| !kind.key.contains(n) && !always.contains(n)).collect();
    if changing.is_empty() {
        return on_conflict(kind, "DO NOTHING");
    }
    let table = kind.table;
    let when = |n: &&str| sometimes.iter().find(|(name, _)| name == n).map(|(_, when)| *when);
    let set = |n: &&str| match when(n) {
        Some(when) => format!("{n} = CASE WHEN {when} THEN {table}.{n} ELSE excluded.{n} END"),
        None => format!("{n} = excluded.{n}"),
    };
    let differs = |n: &&str| match when(n) {
        Some(when) => format!("({table}.{n} IS DISTINCT FROM excluded.{n} AND NOT ({when}))"),
        None => format!("{table}.{n} IS DISTINCT FROM excluded.{n}"),
    };
    let sets: Vec<_> = changing.iter().map(set).collect();
    let differs: Vec<_> = changing.iter().map(differs).collect();
    on_conflict(kind, &format!("DO UPDATE SET {} WHERE {}", sets.join(", "), differs.join(" OR ")))
}

fn on_conflict(kind: &Kind, action: &str) -> String {
    let partial =
        if kind.key_where.is_empty() { String::new() } else { format!("WHERE {} ", kind.key_where) };
    format!("ON CONFLICT ({}) {partial}{action}", kind.key.join(", "))
}
