//! One manifest, read as far as it can be: the job, and every fault in it.

use std::collections::BTreeMap;
use std::path::Path;

use super::own::{Known, Override};
use super::read::{Fields, Lined, Reader};
use super::schedule::{Missed, Written};
use super::{Fault, Job, Param, faults};
use crate::attempt::Routine;
use crate::domain::Ladder;
use crate::domain::fylke::FYLKER;
use crate::routine;

/// A job whose schedules are as written, not yet resolved.
pub(super) struct Draft {
    pub job: Job,
    pub schedule: Option<Written>,
    /// What counties have otherwise.
    pub own: BTreeMap<String, Written>,
}

const KEYS: [&str; 11] = [
    "routine",
    "about",
    "enabled",
    "after",
    "fylker",
    "attempts_max",
    "retry_minutes",
    "time_limit_minutes",
    "schedule",
    "params",
    "fylke",
];
const FYLKE_KEYS: [&str; 3] = ["enabled", "params", "schedule"];

/// Limits: attempts at a run, a week between two, a day for one.
const ATTEMPTS_MAX: u32 = 100;
const RETRY_MINUTES_MAX: u32 = 7 * 24 * 60;
const TIME_LIMIT_MINUTES_MAX: u32 = 24 * 60;

/// A job is called what its file is.
pub(super) fn code(file: &str) -> String {
    Path::new(file).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Without a routine there is no job, only faults.
pub(super) fn read(file: &str, text: &str) -> (Option<Draft>, Vec<Fault>) {
    let (mut reader, fields) = Reader::open(file, text, &KEYS);
    let draft = fields.and_then(|fields| draft(&mut reader, fields, file, text));
    let mut faults = reader.faults;
    if let Some(draft) = &draft {
        let is_whole = faults.is_empty();
        faults.extend(faults::within(file, &draft.job, is_whole));
    }
    (draft, faults)
}

fn draft<'a>(reader: &mut Reader<'a>, mut top: Fields<'a>, file: &str, text: &str) -> Option<Draft> {
    let routine = reader.need::<String>(&mut top, "routine");
    let about = reader.need::<String>(&mut top, "about");
    let (schedule, missed) =
        Written::of_job(reader, &mut top).map_or((None, Missed::default()), |(s, m)| (Some(s), m));
    let known = params(reader, &mut top);
    let (fylke, own) = overrides(reader, &mut top, &known);
    let fylker = fylker(reader, &mut top);
    let after = reader.each(&mut top, "after").map(values).unwrap_or_default();
    let enabled = reader.take(&mut top, "enabled").is_none_or(|e| e.value);
    let attempts_max = number(reader, &mut top, "attempts_max", 1..=ATTEMPTS_MAX).unwrap_or(5);
    let time_limit_minutes =
        number(reader, &mut top, "time_limit_minutes", 1..=TIME_LIMIT_MINUTES_MAX).unwrap_or(60);
    let retry_minutes = retry_minutes(reader, &mut top);
    let routine = known_routine(reader, &routine?)?;
    let job = Job {
        code: code(file),
        about: about.map(|a| a.value).unwrap_or_default(),
        routine,
        after,
        params: known.params,
        catch_up: missed.catch_up,
        window_days: missed.window_days,
        attempts_max,
        retry_minutes,
        time_limit_minutes,
        enabled,
        fylker,
        fylke,
        schedules: BTreeMap::new(),
        schedule_marks: BTreeMap::new(),
        file: file.to_owned(),
        text: text.to_owned(),
    };
    Some(Draft { job, schedule, own })
}

fn values<T>(all: Lined<Vec<Lined<T>>>) -> Vec<T> {
    all.value.into_iter().map(|one| one.value).collect()
}

fn known_routine(reader: &mut Reader, named: &Lined<String>) -> Option<&'static Routine> {
    let found = routine::find(&named.value);
    if found.is_none() {
        let known: Vec<_> = routine::all().map(|r| r.code).collect();
        let message = format!("unknown routine `{}`; there are {}", named.value, known.join(", "));
        reader.fault(named.line, message);
    }
    found
}

fn params<'a>(reader: &mut Reader<'a>, top: &mut Fields<'a>) -> Known {
    let (names, found) = (top.names_in("params"), reader.named(top, "params"));
    let readable =
        found.into_iter().filter_map(|(name, fields)| Some((name, reader.whole::<Param>(fields)?)));
    Known { names, params: readable.collect() }
}

fn overrides<'a>(
    reader: &mut Reader<'a>,
    top: &mut Fields<'a>,
    known: &Known,
) -> (BTreeMap<String, Override>, BTreeMap<String, Written>) {
    let (mut plain, mut schedules) = (BTreeMap::new(), BTreeMap::new());
    for (fylke, fields) in reader.named(top, "fylke") {
        check_fylke(reader, fields.line, &fylke);
        let mut fields = reader.only(fields, &FYLKE_KEYS);
        let own = Override::read(reader, &mut fields, known);
        schedules.extend(Written::of_fylke(reader, &mut fields).map(|own| (fylke.clone(), own)));
        plain.insert(fylke, own);
    }
    (plain, schedules)
}

fn fylker<'a>(reader: &mut Reader<'a>, top: &mut Fields<'a>) -> Vec<String> {
    let Some(all) = reader.each::<String>(top, "fylker") else { return vec![] };
    if all.value.is_empty() {
        let message = "`fylker` names no county; leave it out for all, or switch off with enabled = false";
        reader.fault(all.line, message.into());
    }
    for one in &all.value {
        check_fylke(reader, one.line, &one.value);
    }
    values(all)
}

fn check_fylke(reader: &mut Reader, line: usize, fylke: &str) {
    if !FYLKER.contains(&fylke) {
        reader.fault(line, format!("there is no fylke `{fylke}`; there are {}", FYLKER.join(", ")));
    }
}

fn number<'a>(
    reader: &mut Reader<'a>,
    top: &mut Fields<'a>,
    key: &str,
    range: std::ops::RangeInclusive<u32>,
) -> Option<u32> {
    let found = reader.take::<u32>(top, key)?;
    if !range.contains(&found.value) {
        let message = format!("`{key}` is {}, and must be {} to {}", found.value, range.start(), range.end());
        reader.fault(found.line, message);
    }
    Some(found.value)
}

fn retry_minutes<'a>(reader: &mut Reader<'a>, top: &mut Fields<'a>) -> Ladder {
    let Some(all) = reader.each::<u32>(top, "retry_minutes") else { return Ladder::new([1, 5, 15, 60]) };
    if all.value.is_empty() {
        reader
            .fault(all.line, "`retry_minutes` names none; for one attempt only, say attempts_max = 1".into());
    }
    for one in all.value.iter().filter(|one| one.value > RETRY_MINUTES_MAX) {
        let message = format!("`retry_minutes` has {}, and must have 0 to {RETRY_MINUTES_MAX}", one.value);
        reader.fault(one.line, message);
    }
    Ladder::new(values(all))
}
