//! A county's own parameter of a year, as `fylke_parameter` holds it: does any job take it?

use serde::Serialize;

use super::Job;
use super::params::{ROWS_YEAR, is_year, typed};
use crate::domain::ligner::did_you_mean;

/// Why no job takes it, and in which of the columns `navn` and `verdi` the fault is. Never repeats the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    pub column: &'static str,
    pub reason: String,
}

/// Where a manifest gives a county a value that does not count, because a row in the database has another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overruled {
    pub job: String,
    #[serde(rename = "param")]
    pub name: String,
    pub file: String,
    pub line: usize,
    /// The row's year is that of a round of the yearly report.
    #[serde(skip)]
    pub is_round: bool,
}

/// The county's value in a manifest that this row beats with another, if there is one.
pub fn overruled(jobs: &[Job], fylke: &str, navn: &str, verdi: &str) -> Option<Overruled> {
    let (job, name) = jobs.iter().find_map(|job| Some((job, of(job, navn)?)))?;
    let own = job.fylke.get(fylke)?.params.get(name)?;
    let row = typed(&own.value, verdi, name).ok()?;
    (row != own.value).then(|| Overruled {
        job: job.code.clone(),
        name: name.to_owned(),
        file: job.file.clone(),
        line: own.line,
        is_round: job.params.contains_key("ar"),
    })
}

/// The parameter of this job that `navn` names.
fn of<'a>(job: &Job, navn: &'a str) -> Option<&'a str> {
    navn.strip_prefix(&job.code)?.strip_prefix('.')
}

/// What is wrong with a county's own parameter of a year, if anything is.
pub fn unfit(jobs: &[Job], (fylke, soknadsar): (&str, i64), navn: &str, verdi: &str) -> Option<Unfit> {
    let Some((job, name)) = jobs.iter().find_map(|job| Some((job, of(job, navn)?))) else {
        let known: Vec<_> = jobs.iter().map(|j| j.code.as_str()).collect();
        return wrong(
            "navn",
            format!("names no job: expected JOB.parameter, and the jobs are {}", known.join(", ")),
        );
    };
    let Some(param) = job.params.get(name) else {
        let known: Vec<_> = job.params.keys().map(String::as_str).collect();
        let near = did_you_mean(name, known.iter().copied());
        return wrong(
            "navn",
            format!("{} has no such parameter; it has {}{near}", job.code, known.join(", ")),
        );
    };
    if is_year(name) {
        return wrong("navn", ROWS_YEAR.into());
    }
    let own = job.in_force(fylke, &[], &[(name.to_owned(), verdi.to_owned())]);
    let is_fit = own.is_ok_and(|all| {
        let own: Vec<_> = all.into_iter().filter(|p| p.name == name).collect();
        job.out_of_year(&own, soknadsar).is_none()
    });
    if is_fit {
        return None;
    }
    let (expected, about) = (param.value.type_str(), &param.about);
    let bound = job.routine.bound(name).map(|b| format!("; allowed: {}", b.words())).unwrap_or_default();
    wrong(
        "verdi",
        format!(
            "is no value of {}.{name}: expected {expected} such as `{}` ({about}){bound}",
            job.code, param.value
        ),
    )
}

fn wrong(column: &'static str, reason: String) -> Option<Unfit> {
    Some(Unfit { column, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(navn: &str, verdi: &str, expected: &str) {
        let jobs = crate::manifest::load(None).unwrap();
        let said = unfit(&jobs, ("46", 2026), navn, verdi)
            .map(|u| format!("{} {}", u.column, u.reason))
            .unwrap_or_default();
        assert!(
            said.starts_with(expected) && said.is_empty() == expected.is_empty(),
            "{navn} {verdi}: {said}"
        );
        assert!(!said.contains("hemmelig"), "{said}");
    }

    #[test]
    fn what_a_county_may_set_is_what_its_jobs_take() {
        check("5A115.svarfrist_dager", "8", "");
        check("5A115.avviksfag", "true", "");
        check("5A115.svarfrist", "2026-08-10", "");
        check("5A120.rekkefolge", r#"["VOKSENRETT"]"#, "");
        check(
            "5A999.svarfrist_dager",
            "8",
            "navn names no job: expected JOB.parameter, and the jobs are 5A115, ",
        );
        check("vg3_forslag.svarfrist_dager", "8", "navn names no job");
        check("5A115", "8", "navn names no job");
        check("5A115.svarfrist_uker", "1", "navn 5A115 has no such parameter; it has avviksfag, ");
        check("5A115.soknadsar", "2027", "navn the year is the row's own");
        check("AR-UTTREKK.ar", "1999", "navn the year is the row's own");
        check("5A115.svarfrist_dager", "900", "verdi is no value of");
        check("5A115.svarfrist", "2029-08-10", "verdi is no value of");
        check(
            "5A115.svarfrist_dager",
            "hemmelig",
            "verdi is no value of 5A115.svarfrist_dager: expected integer such as `7`",
        );
        check("5A115.svarfrist_dager", "-1", "verdi is no value of");
        check(
            "5A115.siste_dato",
            "hemmelig",
            "verdi is no value of 5A115.siste_dato: expected string such as `\"09-20\"`",
        );
        check("5A120.rekkefolge", r#"["hemmelig"]"#, "verdi is no value of");
    }
}
