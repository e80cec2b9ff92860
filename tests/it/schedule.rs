//! The shipped schedules, and what a manifest may say.

use chrono::NaiveDateTime;
use rutine::domain::fylke::FYLKER;
use rutine::manifest::{self, Job};

fn shipped() -> Vec<Job> {
    manifest::load(None).unwrap()
}

fn utc(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

/// A changed line of a manifest shows its meaning here: what each job is next owed, per group of counties.
#[test]
fn the_shipped_schedules() {
    let mut lines = vec![];
    for job in shipped() {
        for fylke in ["46", "55"] {
            let Some(schedule) = job.schedule(fylke) else {
                lines.push(format!("{} {fylke}: no schedule", job.code));
                continue;
            };
            let mut at = utc("2026-07-01T00:00:00");
            for _ in 0..3 {
                let next = schedule.next(at).unwrap();
                lines.push(format!("{} {fylke}: {} due {}Z", job.code, next.slot, next.due));
                at = next.due;
            }
            let year = schedule.between(utc("2026-01-01T00:00:00"), utc("2026-12-31T23:00:00"));
            let last = year.last().unwrap();
            lines.push(format!(
                "{} {fylke}: {} in 2026, the last {} due {}Z",
                job.code,
                year.len(),
                last.slot,
                last.due
            ));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
    for job in shipped() {
        assert!(FYLKER.iter().all(|f| job.serves(f)));
    }
}
