//! What can be wrong with manifests, found all at once.

use super::Job;
use super::form::Draft;
use super::own::Override;
use crate::config::Fault;
use crate::domain::fylke::FYLKER;

impl Fault {
    /// At the first line that begins with `needle`.
    pub(super) fn at(file: &str, text: &str, needle: &str, message: String) -> Self {
        let line = text.lines().position(|l| l.trim_start().starts_with(needle)).map_or(0, |n| n + 1);
        Fault::new(file, line, message)
    }
}

/// Faults of one manifest: parameters, and counties' own. `is_whole`: everything in it could be read.
pub(super) fn within(file: &str, job: &Job, is_whole: bool) -> Vec<Fault> {
    let general = objection(job, &job.table(None));
    // What is wrong for all is not told again for each county.
    let own = |table: &toml::Table| objection(job, table).filter(|said| general.as_ref() != Some(said));
    // Parameters that could not be read would be told as missing.
    let of_all = general.as_ref().filter(|_| is_whole);
    let mut faults: Vec<_> = of_all.map(|said| about_params(file, job, said)).into_iter().collect();
    for (fylke, Override { params, .. }) in &job.fylke {
        // Values may be right together of which one alone would be wrong.
        let Some(together) = own(&job.table(Some(fylke))) else { continue };
        let alone = params.iter().filter_map(|(name, one)| {
            let mut table = job.table(None);
            table.insert(name.clone(), one.value.clone());
            Some(Fault::new(file, one.line, own(&table)?))
        });
        let alone: Vec<_> = alone.collect();
        if alone.is_empty() {
            faults.push(Fault::at(file, &job.text, &format!("[fylke.{fylke}"), together));
        }
        faults.extend(alone);
    }
    faults
}

fn objection(job: &Job, table: &toml::Table) -> Option<String> {
    let e = job.routine.fits(table).err()?;
    Some(format!("{e:#}").trim().replace('\n', " "))
}

fn about_params(file: &str, job: &Job, said: &str) -> Fault {
    let named = said.split('`').nth(1).map(|name| format!("[params.{name}]")).unwrap_or_default();
    Fault::at(file, &job.text, &named, said.to_owned())
}

/// Faults between manifests: two with one name, two of one routine for one county, an unknown `after`, a circle of them.
pub(super) fn between(drafts: &[Draft], files: &[String]) -> Vec<Fault> {
    let mut faults = vec![];
    for (n, Draft { job, .. }) in drafts.iter().enumerate() {
        let file = &job.file;
        if let Some(other) = drafts[..n].iter().find(|d| d.job.code.eq_ignore_ascii_case(&job.code)) {
            faults.push(Fault::new(file, 1, format!("job `{}` is also in `{}`", job.code, other.job.file)));
        }
        faults.extend(drafts[..n].iter().filter_map(|other| same_routine(&other.job, job)));
        for after in job.after.iter().filter(|after| !files.contains(after)) {
            let message = format!("`after` names `{after}`, and there is no such job");
            faults.push(Fault::at(file, &job.text, "after", message));
        }
        let before = |code: &str| {
            let draft = drafts.iter().find(|d| d.job.code == code);
            draft.map(|d| d.job.after.clone()).unwrap_or_default()
        };
        if leads_back(&job.code, before) {
            let message = format!("`{}` comes, by `after`, after itself", job.code);
            faults.push(Fault::at(file, &job.text, "after", message));
        }
    }
    faults
}

/// Two jobs of one routine would each do a county's work: a manifest that was copied, most often.
fn same_routine(other: &Job, job: &Job) -> Option<Fault> {
    if other.routine.code != job.routine.code || other.code.eq_ignore_ascii_case(&job.code) {
        return None;
    }
    let both: Vec<_> = FYLKER.into_iter().filter(|nr| job.serves(nr) && other.serves(nr)).collect();
    let whom = match both.len() {
        0 => return None,
        n if n == FYLKER.len() => "every county".to_owned(),
        _ => format!("fylke {}", both.join(", ")),
    };
    let message = format!(
        "routine `{}` is run for {whom} by `{}` as well; take one of the two files away, or part the counties between them \
         with `fylker`",
        job.routine.code, other.file
    );
    Some(Fault::at(&job.file, &job.text, "routine", message))
}

/// Does the way from a job, by `next`, come back to it?
pub(super) fn leads_back(code: &str, next: impl Fn(&str) -> Vec<String>) -> bool {
    let (mut seen, mut todo) = (vec![], next(code));
    while let Some(one) = todo.pop() {
        if one == code {
            return true;
        }
        if !seen.contains(&one) {
            todo.extend(next(&one));
            seen.push(one);
        }
    }
    false
}
