//! What can be wrong with manifests, found all at once.

use super::Job;
use crate::config::Fault;

impl Fault {
    pub(super) fn syntax(file: &str, text: &str, e: &toml::de::Error) -> Self {
        let line = e.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
        Fault::new(file, line, e.message().to_owned())
    }

    /// At the first line that begins with `needle`.
    pub(super) fn at(file: &str, text: &str, needle: &str, message: String) -> Self {
        let line = text.lines().position(|l| l.trim_start().starts_with(needle)).map_or(0, |n| n + 1);
        Fault::new(file, line, message)
    }
}

/// Faults of one manifest: parameters, and counties' own.
pub(super) fn within(file: &str, job: &Job) -> Vec<Fault> {
    let mut faults = vec![];
    if let Err(e) = (job.routine.check)(&job.table(None)) {
        faults.push(about_params(file, job, &e));
    }
    for fylke in job.fylke.keys() {
        let needle = format!("[fylke.{fylke}");
        if fylke.len() != 2 || !fylke.bytes().all(|b| b.is_ascii_digit()) {
            let message = format!("`{fylke}` is no fylkesnummer; two digits such as 46");
            faults.push(Fault::at(file, &job.text, &needle, message));
        } else if let Err(e) = (job.routine.check)(&job.table(Some(fylke))) {
            faults.push(Fault::at(file, &job.text, &needle, format!("{e:#}")));
        }
    }
    faults
}

fn about_params(file: &str, job: &Job, e: &anyhow::Error) -> Fault {
    let message = format!("{e:#}").trim().replace('\n', " ");
    let named = message.split('`').nth(1).map(|name| format!("[params.{name}]")).unwrap_or_default();
    Fault::at(file, &job.text, &named, message)
}

/// Faults between manifests: two with one name, an unknown `after`, a circle of them.
pub(super) fn between(jobs: &[(String, Job)]) -> Vec<Fault> {
    let mut faults = vec![];
    for (n, (file, job)) in jobs.iter().enumerate() {
        if let Some((other, _)) = jobs[..n].iter().find(|(_, j)| j.code.eq_ignore_ascii_case(&job.code)) {
            faults.push(Fault::new(file, 1, format!("job `{}` is also in `{other}`", job.code)));
        }
        for after in &job.after {
            if !jobs.iter().any(|(_, j)| j.code == *after) {
                let message = format!("`after` names `{after}`, and there is no such job");
                faults.push(Fault::at(file, &job.text, "after", message));
            }
        }
        if comes_after_itself(jobs, &job.code) {
            let message = format!("`{}` comes, by `after`, after itself", job.code);
            faults.push(Fault::at(file, &job.text, "after", message));
        }
    }
    faults
}

fn comes_after_itself(jobs: &[(String, Job)], code: &str) -> bool {
    let before = |c: &str| {
        let job = jobs.iter().find(|(_, j)| j.code == c);
        job.map(|(_, j)| j.after.clone()).unwrap_or_default()
    };
    let (mut seen, mut todo) = (vec![], before(code));
    while let Some(next) = todo.pop() {
        if next == code {
            return true;
        }
        if !seen.contains(&next) {
            todo.extend(before(&next));
            seen.push(next);
        }
    }
    false
}
