//! What has changed since a plan, as people read it: how many of each verdict then and now, and the first units that differ.
//! The values of a change stay in the plan. Pure.

use std::collections::{BTreeMap, BTreeSet};

/// How many units are named.
const NAMED_MAX: usize = 10;

/// One line of a plan: a unit's verdict, a letter, or the run itself with its parameters.
struct Line<'a> {
    /// `acted`, `left`, `letter`, `run`.
    what: &'a str,
    /// `soker:17`, a letter's key.
    whom: &'a str,
    /// The reason; of a run, county, date and parameters.
    rest: &'a str,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Self {
        let mut parts = line.splitn(3, ' ');
        let mut next = || parts.next().unwrap_or_default();
        Line { what: next(), whom: next(), rest: next() }
    }

    /// `left MA_VURDERES`.
    fn verdict(&self) -> String {
        let verdict = format!("{} {}", self.what, self.rest.split(' ').next().unwrap_or_default());
        verdict.trim_end().to_owned()
    }

    fn is_unit(&self) -> bool {
        !["letter", "run"].contains(&self.what)
    }
}

/// Both are a plan's lines; the counts first.
pub(super) fn difference(then: &[String], now: &[String]) -> String {
    let (then, now) = (read(then), read(now));
    let parameters = parameters(&then, &now);
    let told = parameters.into_iter().chain(counts(&then, &now)).chain(named(&then, &now));
    told.collect::<Vec<_>>().join("\n")
}

/// Whom a plan's lines are about.
pub(super) fn units(lines: &[String]) -> BTreeSet<&str> {
    read(lines).iter().filter(|l| l.is_unit()).map(|l| l.whom).collect()
}

fn read(lines: &[String]) -> Vec<Line<'_>> {
    lines.iter().map(|l| Line::read(l)).collect()
}

fn parameters(then: &[Line], now: &[Line]) -> Option<String> {
    let of = |lines: &[Line]| lines.iter().find(|l| l.what == "run").map(|l| l.rest.to_owned());
    (of(then) != of(now)).then(|| {
        "  the parameters are others: give those of the plan, and see what has been set for the county since".into()
    })
}

/// `  acted     then 118, now 117`: of each verdict, where the two differ.
fn counts(then: &[Line], now: &[Line]) -> Vec<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let kind = |l: &Line| if l.is_unit() { l.verdict() } else { "letters".into() };
    for line in then.iter().filter(|l| l.what != "run") {
        counts.entry(kind(line)).or_default().0 += 1;
    }
    for line in now.iter().filter(|l| l.what != "run") {
        counts.entry(kind(line)).or_default().1 += 1;
    }
    counts.retain(|_, (then, now)| then != now);
    let widest = counts.keys().map(|kind| kind.chars().count()).max().unwrap_or(0);
    counts.iter().map(|(kind, (then, now))| format!("  {kind:widest$}  then {then}, now {now}")).collect()
}

/// `  soker:17: then acted OK, now left PASSIV`: the first that differ.
fn named(then: &[Line], now: &[Line]) -> Vec<String> {
    let by_unit = |lines: &'_ [Line]| -> BTreeMap<String, (String, String)> {
        let units = lines.iter().filter(|l| l.is_unit());
        units.map(|l| (l.whom.to_owned(), (l.verdict(), l.rest.to_owned()))).collect()
    };
    let (then, now) = (by_unit(then), by_unit(now));
    let units: BTreeSet<_> = then.keys().chain(now.keys()).collect();
    let (mut told, mut alike) = (vec![], vec![]);
    for unit in units {
        match (then.get(unit), now.get(unit)) {
            (Some(then), Some(now)) if then == now => {}
            (Some((then, _)), Some((now, _))) if then == now => {
                alike.push(format!("  {unit}: {then}, with other values"));
            }
            (Some((then, _)), Some((now, _))) => told.push(format!("  {unit}: then {then}, now {now}")),
            (Some((then, _)), None) => told.push(format!("  {unit}: then {then}, now no candidate")),
            (None, Some((now, _))) => told.push(format!("  {unit}: then no candidate, now {now}")),
            (None, None) => {}
        }
    }
    // Who gets another verdict goes before who gets the same with other values.
    told.extend(alike);
    let more = told.len().saturating_sub(NAMED_MAX);
    told.truncate(NAMED_MAX);
    if more > 0 {
        told.push(format!("  … and {more} more"));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::difference;

    fn lines(all: &[&str]) -> Vec<String> {
        all.iter().map(|l| (*l).to_owned()).collect()
    }

    #[test]
    fn counts_then_and_now_and_the_units_that_differ() {
        let then = lines(&[
            "acted soker:1 TILBUD [{\"a\":1}]",
            "acted soker:2 TILBUD [{\"a\":1}]",
            "left soker:3 PASSIV ",
            "letter a 1",
            "letter b 1",
            "run 5A115 46 2026-07-28 a = 1",
        ]);
        let now = lines(&[
            "acted soker:1 TILBUD [{\"a\":2}]",
            "left soker:2 PASSIV ",
            "left soker:3 PASSIV ",
            "letter a 1",
            "run 5A115 46 2026-07-28 a = 1",
        ]);
        assert_eq!(
            difference(&then, &now),
            "  acted TILBUD  then 2, now 1\n  left PASSIV   then 1, now 2\n  letters       then 2, now 1\n  \
             soker:2: then acted TILBUD, now left PASSIV\n  soker:1: acted TILBUD, with other values"
        );
        let other = lines(&["run 5A115 46 2026-07-28 a = 2"]);
        assert!(
            difference(&lines(&["run 5A115 46 2026-07-28 a = 1"]), &other)
                .contains("the parameters are others")
        );
    }
}
