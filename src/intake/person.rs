//! A person may have had several numbers: any of them finds the person, and a new one after a D-number takes its place.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use super::cell::Cell;
use super::chunk::{Outcome, Row};
use super::newer::{Line, Newer};
use super::upsert::Plan;
use crate::store::{Db, Rows, row};

const WHO: &str = "SELECT v.ident AS ident, p.id AS person_id, p.fodselsnummer AS now FROM {rows} \
    LEFT JOIN person p_now ON p_now.fodselsnummer = v.ident LEFT JOIN person_ident pi ON pi.ident = v.ident \
    JOIN person p ON p.id = COALESCE(p_now.id, pi.person_id)";
const RENUMBER: &str =
    "UPDATE person SET fodselsnummer = v.now FROM {rows} WHERE person.fodselsnummer = v.before";
const KEEP_IDENT: &str = "INSERT INTO person_ident (person_id, ident) SELECT p.id, v.ident FROM {rows} \
    JOIN person p ON p.fodselsnummer = v.now WHERE TRUE ON CONFLICT (ident) DO NOTHING";

row! {
    struct Known {
        ident: String,
        person_id: i64,
        now: String,
    }
}

/// A row's numbers, by where they stand in its cells.
struct Slots {
    /// The number the person is kept under.
    now: usize,
    ident: usize,
    earlier: usize,
    before: usize,
}

impl Slots {
    fn of(plan: &Plan) -> Self {
        Slots {
            now: plan.slot("fodselsnummer"),
            ident: plan.slot("ident"),
            earlier: plan.slot("tidligere_ident"),
            before: plan.slot("number_before"),
        }
    }
}

/// A line that follows up a number of another line of the chunk comes after it.
pub fn generations(plan: &Plan, mut rows: Vec<Row>) -> Vec<Vec<Row>> {
    let slots = Slots::of(plan);
    let mut all = vec![];
    while !rows.is_empty() {
        let here: HashSet<_> = rows.iter().map(|r| r.cells[slots.ident].clone()).collect();
        let follows = |r: &Row| {
            here.contains(&r.cells[slots.earlier]) && r.cells[slots.earlier] != r.cells[slots.ident]
        };
        let (later, now): (Vec<_>, Vec<_>) = rows.into_iter().partition(follows);
        // Numbers that follow one another in a ring have no first.
        let ring = now.is_empty();
        all.push(if ring { later.clone() } else { now });
        rows = if ring { vec![] } else { later };
    }
    all
}

/// Gives each row the number its person is kept under, and says which persons get a new one. A line under an earlier number
/// of a person whose newer one stands in the file, too, goes no further.
pub fn recognise(
    db: &mut Db,
    plan: &Plan,
    newer: &Newer,
    rows: Vec<Row>,
    outcome: &mut Outcome,
) -> Result<Vec<Row>> {
    let slots = Slots::of(plan);
    let known = who(db, newer, &rows, &slots)?;
    let (mut kept, mut renumbered, rejected) = (vec![], HashMap::new(), &mut outcome.rejected);
    for mut row in rows {
        match overtaken(plan, newer, &known, &row, &slots) {
            Some(line) if line.says_the_same => {
                outcome.unchanged += 1;
                continue;
            }
            Some(line) => {
                let reason = format!(
                    "is an earlier number of the person on line {}, which has other values and counts",
                    line.number
                );
                rejected.push(row.reject("fodselsnummer", reason));
                continue;
            }
            None => {}
        }
        let of = |slot: usize| row.cells[slot].as_text().and_then(|ident| known.get(ident));
        match (of(slots.ident), of(slots.earlier)) {
            (Some(a), Some(b)) if a.person_id != b.person_id => {
                let reason = "and `fodselsnummer` are known as two persons";
                rejected.push(row.reject("tidligere_ident", reason));
                continue;
            }
            (Some(a), _) => row.cells[slots.now] = Cell::text(&a.now),
            (None, Some(b)) => {
                let now = row.cells[slots.now].clone();
                if *renumbered.entry(b.person_id).or_insert_with(|| now.clone()) != now {
                    rejected
                        .push(row.reject("tidligere_ident", "another line gives this person another number"));
                    continue;
                }
                row.cells[slots.before] = Cell::text(&b.now);
            }
            (None, None) => {}
        }
        kept.push(row);
    }
    Ok(kept)
}

/// The line of the file that has the person's newer number, where this one has an earlier: so the database knows, or a line
/// says. A line that itself follows a number is needed to know that one, until the database does.
fn overtaken(
    plan: &Plan,
    newer: &Newer,
    known: &HashMap<String, Known>,
    row: &Row,
    slots: &Slots,
) -> Option<Line> {
    let ident = row.cells[slots.ident].as_text()?;
    let here = known.get(ident);
    if let Some(now) = here.map(|k| k.now.as_str()).filter(|now| *now != ident) {
        return newer.line(plan, row, now);
    }
    let follows = row.cells[slots.earlier].as_text().is_some_and(|earlier| earlier != ident);
    let next = newer.after(ident).filter(|_| !follows)?;
    let is_another = here.zip(known.get(next)).is_some_and(|(a, b)| a.person_id != b.person_id);
    if is_another { None } else { newer.line(plan, row, next) }
}

fn who(db: &mut Db, newer: &Newer, rows: &[Row], slots: &Slots) -> Result<HashMap<String, Known>> {
    let written = rows.iter().flat_map(|r| [&r.cells[slots.ident], &r.cells[slots.earlier]]);
    let written = written.filter_map(Cell::as_text);
    let idents: HashSet<_> =
        written.flat_map(|ident| [Some(ident), newer.after(ident)]).flatten().map(str::to_owned).collect();
    let found = Rows::new().text("ident", idents).load::<Known>(db, WHO)?;
    Ok(found.into_iter().map(|k| (k.ident.clone(), k)).collect())
}

/// Writes persons and every number they have had; returns how many persons changed.
pub fn put(db: &mut Db, plan: &Plan, rows: &[Row]) -> Result<u64> {
    let slots = Slots::of(plan);
    let text = |row: &Row, slot: usize| row.cells[slot].as_text().map(str::to_owned);
    let (renumbered, others): (Vec<_>, Vec<_>) =
        rows.iter().cloned().partition(|r| r.cells[slots.before] != Cell::Null);
    Rows::new()
        .text("before", renumbered.iter().map(|r| text(r, slots.before)))
        .text("now", renumbered.iter().map(|r| text(r, slots.now)))
        .execute(db, RENUMBER)?;
    plan.put(db, &renumbered)?;
    let changed = plan.put(db, &others)? + renumbered.len();
    let idents = |slot: usize| rows.iter().filter_map(move |r| Some((text(r, slot)?, text(r, slots.now)?)));
    let (ident, now): (Vec<_>, Vec<_>) = idents(slots.ident)
        .chain(idents(slots.earlier))
        .chain(idents(slots.before))
        .collect::<HashSet<_>>()
        .into_iter()
        .unzip();
    Rows::new().text("ident", ident).text("now", now).execute(db, KEEP_IDENT)?;
    Ok(changed as u64)
}
