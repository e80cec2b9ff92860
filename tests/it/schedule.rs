//! The shipped schedules, what a manifest may say, and what `check` says of it.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime};
use rutine::domain::fylke::FYLKER;
use rutine::manifest::{self, CatchUp, Job};

use crate::house::House;

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

/// A manifest with `more` before its parameters, which are shipped: each name has a routine of its own.
fn manifest(house: &House, name: &str, more: &str) -> PathBuf {
    let nth = "ABCDEFGHIJKa".find(name).unwrap();
    let code = rutine::routine::all().nth(nth).unwrap().code;
    let shipped = std::fs::read_to_string(crate::house::project().join(format!("jobs/{code}.toml"))).unwrap();
    let params = shipped[shipped.find("[params").unwrap()..].split("\n[fylke").next().unwrap();
    house.file(&format!("jobs/{name}.toml"), format!("routine = \"{code}\"\nabout = \"x\"\n{more}\n{params}"))
}

fn load(house: &House) -> Vec<Job> {
    manifest::load(Some(&house.dir.path().join("jobs"))).unwrap()
}

/// What `check` says, without the folder.
fn faults(house: &House) -> Vec<String> {
    let found = manifest::load(Some(&house.dir.path().join("jobs"))).err().map(|f| f.0).unwrap_or_default();
    let file = |f: &str| PathBuf::from(f).file_stem().unwrap().to_string_lossy().into_owned();
    let folder = format!("{}/jobs/", house.dir.path().display());
    let message = |m: &str| m.replace(&folder, "");
    found.iter().map(|f| format!("{}:{}: {}", file(&f.file), f.line, message(&f.message))).collect()
}

fn slots(job: &Job, fylke: &str, from: &str, to: &str) -> Vec<String> {
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    let schedule = job.schedule(fylke).unwrap();
    schedule.days(date(from), date(to)).iter().map(|o| o.slot.to_string()).collect()
}

/// What a manifest does not say, and what it does.
#[test]
fn what_a_manifest_says() {
    let house = House::sqlite();
    manifest(&house, "A", "");
    manifest(
        &house,
        "B",
        "fylker = [\"46\", \"11\"]\nattempts_max = 3\nretry_minutes = [2, 30]\ntime_limit_minutes = 10\n\
         [schedule]\ndates = [\"01.12\", \"06.01\"]\nat = \"06:00\"\nholidays = \"next\"\n\
         catch_up = \"latest\"\nwindow_days = 3\n",
    );
    manifest(&house, "C", "[schedule]\ncron = \"0 6 * * *\"\ncatch_up = \"none\"\n");
    let jobs = load(&house);
    let [a, b, c] = ["A", "B", "C"].map(|name| manifest::find(&jobs, name).unwrap());
    assert_eq!(
        (a.attempts_max, a.retry_minutes.minutes(), a.time_limit_minutes),
        (5, [1, 5, 15, 60].as_slice(), 60)
    );
    assert_eq!((a.catch_up, a.window_days), (CatchUp::Each, None));
    assert!(a.serves("55") && a.schedule("55").is_none());
    assert_eq!(
        (b.attempts_max, b.retry_minutes.minutes(), b.time_limit_minutes),
        (3, [2, 30].as_slice(), 10)
    );
    assert_eq!((b.catch_up, b.window_days), (CatchUp::Latest, Some(3)));
    assert!(b.serves("46") && !b.serves("55") && b.schedule("46").is_some() && b.schedule("55").is_none());
    assert_eq!(slots(b, "46", "2028-12-01", "2029-02-01"), ["2028-12-01", "2029-01-08"]);
    assert_eq!((c.catch_up, c.window_days), (CatchUp::None, Some(0)));
}

/// A county's own keys are laid over the manifest's, key by key; one way of saying when takes the other's place.
#[test]
fn a_county_has_its_own() {
    let house = House::sqlite();
    manifest(
        &house,
        "A",
        "[schedule]\ndates = [\"28.07\"]\nat = \"06:00\"\n\
         [fylke.46]\nschedule = { dates = [\"30.07\"] }\n[fylke.11]\nschedule = { cron = \"0 7 1 8 *\" }\n",
    );
    manifest(
        &house,
        "B",
        "after = [\"A\"]\n[schedule]\ncron = \"0 8 * * *\"\nseason = { from_job = \"A\", until = \"03.08\" }\n\
         [fylke.55]\nschedule.season.until = \"30.07\"\n[fylke.56.schedule]\nseason = { from = \"02.08\" }\n",
    );
    let jobs = load(&house);
    let [a, b] = ["A", "B"].map(|name| manifest::find(&jobs, name).unwrap());
    let in_2026 = |job, fylke| slots(job, fylke, "2026-01-01", "2026-12-31");
    assert_eq!(in_2026(a, "03"), ["2026-07-28"]);
    assert_eq!(in_2026(a, "46"), ["2026-07-30"]);
    assert_eq!(a.schedule("46").unwrap().at(), a.schedule("03").unwrap().at());
    assert_eq!(in_2026(a, "11"), ["2026-08-01"]);
    assert_eq!(in_2026(b, "03").first().unwrap(), "2026-07-29");
    assert_eq!(in_2026(b, "46"), ["2026-07-31", "2026-08-01", "2026-08-02", "2026-08-03"]);
    assert_eq!(in_2026(b, "11"), ["2026-08-02", "2026-08-03"]);
    assert_eq!(in_2026(b, "55"), ["2026-07-29", "2026-07-30"]);
    assert_eq!(in_2026(b, "56"), ["2026-08-02", "2026-08-03"]);
}

/// Promise: what is wrong within a manifest, all at once, with its line.
#[test]
fn faults_within_a_manifest() {
    let house = House::sqlite();
    manifest(
        &house,
        "A",
        "attempts_max = 0\nretry_minutes = []\ntime_limit_minutes = 0\nfylker = [\"46\", \"99\"]\nafter = [\"B\"]\n\
         retry = 3\n[schedule]\ncron = \"0 6 * *\"\nholidays = \"ferie\"\nwindow_days = 3\ncatch_up = \"none\"\n\
         season = { from = \"31.04\" }\n[fylke.45]\nenabled = false\n[fylke.46]\nschedule = { catch_up = \"each\" }\n",
    );
    let schedule = |name: &str, lines: &str| manifest(&house, name, &format!("[schedule]\n{lines}\n"));
    schedule("C", "cron = \"*/10 6 * * *\"");
    schedule("D", "cron = \"0 6 31 2 *\"");
    schedule("E", "dates = [\"31.02\", \"29.02\", \"1/7\"]\nat = \"6\"");
    schedule("F", "cron = \"0 6 * * *\"\ndates = [\"28.07\"]");
    schedule("G", "holidays = \"next\"");
    schedule("H", "cron = \"0 6 * * *\"\nat = \"06:00\"\nseason = { from = \"01.07\" }");
    schedule("I", "dates = [\"28.07\"]\nwindow_days = 0");
    schedule("J", "cron = \"0 6 * * MAN\"");
    schedule("K", "cron = \"0 6 * * *\"\nseason = { until = \"01.07\" }\nwindow_days = -1");
    house.file("jobs/L.toml", "routine = \"5A116\"\nabout = \n");
    house.file("jobs/M.toml", "about = \"x\"\n");
    insta::assert_snapshot!(faults(&house).join("\n"));
}

/// Promise: what does not go together between manifests.
#[test]
fn faults_between_manifests() {
    let house = House::sqlite();
    let nightly = "[schedule]\ncron = \"30 3 * * *\"\n";
    let season = |job: &str| format!("season = {{ from_job = \"{job}\", until = \"01.11\" }}\n");
    manifest(&house, "A", "[schedule]\ndates = [\"28.07\"]\nat = \"06:00\"\n");
    manifest(&house, "B", &format!("after = [\"A\"]\n{nightly}"));
    manifest(
        &house,
        "C",
        &format!("after = [\"A\"]\n{nightly}[fylke.46]\nschedule = {{ cron = \"30 4 * * *\" }}"),
    );
    manifest(&house, "D", &format!("after = [\"A\"]\n{nightly}{}", season("A")));
    manifest(&house, "E", "after = [\"F\"]");
    manifest(&house, "F", "after = [\"E\", \"Ø\"]");
    manifest(&house, "a", "");
    insta::assert_snapshot!("between", faults(&house).join("\n"));
    let house = House::sqlite();
    manifest(&house, "A", "");
    manifest(&house, "B", &format!("{nightly}{}", season("A")));
    manifest(&house, "C", &format!("{nightly}{}", season("Ø")));
    manifest(&house, "D", &format!("{nightly}{}", season("E")));
    manifest(&house, "E", &format!("{nightly}{}", season("D")));
    manifest(&house, "F", &format!("{nightly}{}", season("F")));
    insta::assert_snapshot!("openings", faults(&house).join("\n"));
}
