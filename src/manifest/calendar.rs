//! Resolves each job's schedule for each county, and finds what does not go together between jobs.

use super::form::Draft;
use super::read::Lined;
use super::schedule::Written;
use super::{Fault, Job};
use crate::domain::fylke::FYLKER;
use crate::schedule::Schedule;

/// Fills in the jobs' schedules. `files` are the codes of all manifests, those too broken to be a job among them.
pub(super) fn resolve(drafts: &mut [Draft], files: &[String]) -> Vec<Fault> {
    let mut faults = openings(drafts, files);
    if !faults.is_empty() {
        return faults;
    }
    for n in 0..drafts.len() {
        for fylke in FYLKER {
            match schedule(drafts, n, fylke) {
                Ok(Some(schedule)) => {
                    let mark = written(&drafts[n], fylke).and_then(|written| written.mark);
                    let job = &mut drafts[n].job;
                    job.schedule_marks.extend(mark.map(|mark| (fylke.to_owned(), mark)));
                    job.schedules.insert(fylke.to_owned(), schedule);
                }
                Ok(None) => {}
                Err(found) => {
                    let file = &drafts[n].job.file;
                    faults.extend(found.into_iter().map(|(line, message)| Fault::new(file, line, message)));
                }
            }
        }
    }
    faults.extend(drafts.iter().flat_map(|draft| out_of_order(drafts, draft)));
    faults
}

/// Owed earlier in a day than a job it comes after.
fn out_of_order(drafts: &[Draft], draft: &Draft) -> Vec<Fault> {
    let mut faults = vec![];
    let before = draft.job.after.iter().filter_map(|after| drafts.iter().find(|d| d.job.code == *after));
    for (before, fylke) in before.flat_map(|before| FYLKER.map(|fylke| (before, fylke))) {
        let (Some(own), Some(first)) = (draft.job.schedule(fylke), before.job.schedule(fylke)) else {
            continue;
        };
        let line = written(draft, fylke).map_or(0, |w| w.time_line());
        let told = |f: &Fault| f.line == line && f.message.contains(&format!("after `{}`", before.job.code));
        // Where the times are in order, the dates need not be looked at.
        if own.at() >= first.at() || faults.iter().any(told) {
            continue;
        }
        if let Some(day) = own.meets(first) {
            let message = format!(
                "`{}` is owed at {} and comes, by `after`, after `{}`, owed at {}; both are owed on such days as {}; \
                 give it a later time",
                draft.job.code,
                own.at().format("%H:%M"),
                before.job.code,
                first.at().format("%H:%M"),
                day.format("%d.%m.%Y")
            );
            faults.push(Fault::new(&draft.job.file, line, message));
        }
    }
    faults
}

/// The schedule of a job for a county. Openings go round in no circle: `openings` has seen to that.
fn schedule(drafts: &[Draft], n: usize, fylke: &str) -> Result<Option<Schedule>, Vec<(usize, String)>> {
    let Some(written) = written(&drafts[n], fylke) else { return Ok(None) };
    let opener = written.opener().and_then(|job| drafts.iter().position(|d| d.job.code == job.value));
    // The opener's own faults are told where they stand.
    let opening = opener.and_then(|o| schedule(drafts, o, fylke).ok().flatten());
    written.resolve(opening.as_ref())
}

/// The manifest's own schedule with the county's laid over it.
fn written(draft: &Draft, fylke: &str) -> Option<Written> {
    let own = draft.own.get(fylke).filter(|_| draft.job.serves(fylke));
    match (&draft.schedule, own) {
        (Some(all), Some(own)) => Some(all.with(own)),
        (all, own) => own.or(all.as_ref().filter(|_| draft.job.serves(fylke))).cloned(),
    }
}

/// Seasons that open with a job that is not there, has no schedule, or waits for this one.
fn openings(drafts: &[Draft], files: &[String]) -> Vec<Fault> {
    let mut faults = vec![];
    for draft in drafts {
        for from in openers(draft) {
            let opener = drafts.iter().find(|d| d.job.code == from.value);
            let message = match opener {
                None if files.contains(&from.value) => continue,
                None => format!("`from_job` names `{}`, and there is no such job", from.value),
                Some(d) if d.schedule.is_none() && d.own.is_empty() => {
                    format!("`from_job` names `{}`, which has no schedule", from.value)
                }
                Some(_) if opens_itself(drafts, &draft.job) => {
                    format!("the season of `{}` opens, by `from_job`, after itself", draft.job.code)
                }
                Some(_) => continue,
            };
            faults.push(Fault::new(&draft.job.file, from.line, message));
        }
    }
    faults
}

/// Every `from_job` of a manifest, counties' own among them.
fn openers(draft: &Draft) -> impl Iterator<Item = &Lined<String>> {
    draft.schedule.iter().chain(draft.own.values()).filter_map(|written| written.opener())
}

fn opens_itself(drafts: &[Draft], job: &Job) -> bool {
    super::faults::leads_back(&job.code, |code| {
        let draft = drafts.iter().find(|d| d.job.code == code);
        draft.map(|d| openers(d).map(|from| from.value.clone()).collect()).unwrap_or_default()
    })
}
