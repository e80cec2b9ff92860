//! `rutine calendar` and the dates in `rutine jobs`: what is owed, readable at 80 columns, and as a file that imports.

use crate::house::House;

const NOW: &str = "2026-07-01T10:00:00Z";

/// A year of the shipped jobs fits a screen.
#[test]
fn a_year_fits_a_screen() {
    let house = House::sqlite();
    let out = house.out(0, &["calendar", "--now", NOW]);
    assert!(out.lines().count() < 30 && out.lines().all(|l| l.chars().count() <= 80), "{out}");
    insta::assert_snapshot!(out);
    let one = house.out(0, &["calendar", "--now", NOW, "--fylke", "46"]);
    assert!(one.lines().skip(1).all(|l| l.contains("  46")), "{one}");
    let none = house.out(0, &["calendar", "--from", "2026-04-01", "--to", "2026-07-27"]);
    assert_eq!(none, "nothing is owed from 2026-04-01 to 2026-07-27\n");
}

/// Each date by itself; weekends, holidays and clock changes are marked.
#[test]
fn dates_are_marked() {
    let house = House::sqlite();
    let shipped = std::fs::read_to_string(crate::house::project().join("jobs/5A116.toml")).unwrap();
    let params = &shipped[shipped.find("[params").unwrap()..];
    let manifest = "routine = \"5A116\"\nabout = \"x\"\nfylker = [\"03\", \"11\", \"46\"]\n\
         [schedule]\ncron = \"30 2 * * *\"\nseason = { from = \"24.03\", until = \"05.04\" }\n";
    house.file("jobs/A.toml", format!("{manifest}{params}"));
    let calendar = |more: &[&str]| {
        let args = ["--jobs", "jobs", "calendar", "--from", "2027-03-20", "--to", "2027-04-30"];
        house.out(0, &[&args, more].concat())
    };
    insta::assert_snapshot!(format!("{}\n{}", calendar(&[]), calendar(&["--each"])));
    let doc: serde_json::Value = serde_json::from_str(&calendar(&["--json"])).unwrap();
    let easter = &doc["owed"][4];
    assert_eq!((doc["schema"].as_i64(), easter["slot"].as_str()), (Some(1), Some("2027-03-28")));
    assert_eq!(
        (easter["due"].as_str(), easter["weekend"].as_bool()),
        (Some("2027-03-28T01:00:00Z"), Some(true))
    );
    assert_eq!(
        (easter["holiday"].as_str(), easter["clocks"].as_str()),
        (Some("1. påskedag"), Some("forward"))
    );
    assert_eq!(easter["fylker"], serde_json::json!(["03", "11", "46"]));
}

/// A calendar file says the same of the same dates whichever day it is made, so that importing it again adds nothing.
#[test]
fn a_calendar_file() {
    let house = House::sqlite();
    let written = |now: &str, more: &[&str]| {
        house.out(0, &[&["calendar", "--ics", "ar.ics", "--now", now], more].concat());
        std::fs::read_to_string(house.dir.path().join("ar.ics")).unwrap()
    };
    let first = written(NOW, &["--to", "2026-12-31"]);
    assert!(first.lines().count() * 2 == first.matches(['\r', '\n']).count(), "every line ends with CR LF");
    assert!(first.lines().all(|l| l.len() <= 75), "no line is longer than 75 bytes");
    insta::assert_snapshot!(first.replace('\r', ""));
    let uids =
        |text: &str| text.lines().filter(|l| l.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    let later = uids(&written("2026-09-15T10:00:00Z", &["--to", "2026-12-31"]));
    let (over, rest): (Vec<_>, Vec<_>) = uids(&first).into_iter().partition(|uid| !later.contains(uid));
    assert_eq!(rest, later);
    let before_15_september =
        ["5A119", "5A114", "5A120", "5A122", "5A106"].map(|job| format!("{job}-2026-07-29-0330"));
    let before_15_september = ["5A115-2026-07-28-0600".to_owned()]
        .into_iter()
        .chain(before_15_september)
        .chain(["5A115-2026-08-15-0600".to_owned()])
        .map(|uid| format!("UID:{uid}@rutine.example"));
    assert_eq!(over, before_15_september.collect::<Vec<_>>());
    let one = written(NOW, &["--fylke", "46"]);
    assert!(one.contains("UID:5A115-2026-07-28-0600@rutine.example"), "the same, whichever counties: {one}");
}

/// Misuse is told.
#[test]
fn impossible_questions() {
    let house = House::sqlite();
    let said = |args: &[&str]| house.err(2, &[&["calendar"], args].concat());
    assert!(
        said(&["--from", "2026-02-01", "--to", "2026-01-01"])
            .contains("`--to` 2026-01-01 is before `--from`")
    );
    assert!(said(&["--from", "2026-01-01", "--to", "2096-01-01"]).contains("more than 20 years"));
    assert!(said(&["--fylke", "99"]).contains("there is no fylke `99`; there are 03, 11"));
    assert!(house.err(1, &["calendar", "--ics", "nowhere/ar.ics"]).contains("cannot write `nowhere/ar.ics`"));
}

/// Promise: a job shows its next dates, never one that has passed, and its schedule in words.
#[test]
fn a_job_shows_its_next_dates() {
    let house = House::sqlite();
    let show = |job: &str| {
        let out = house.out(0, &["jobs", "show", job, "--now", NOW]);
        out.split("\n\n").next().unwrap().to_owned()
    };
    insta::assert_snapshot!(["5A115", "5A119", "5A116"].map(show).join("\n\n"));
    let list = house.out(0, &["jobs", "--now", NOW]);
    for next in
        ["5A115        vg3_forslag           2026-07-28", "5A119        forslag_svar          2026-07-29"]
    {
        assert!(list.contains(next), "{list}");
    }
    let doc = house.json(0, &["jobs", "show", "5A119", "--now", "2026-07-29T01:30:00Z"]);
    let schedules = doc["job"]["schedules"].as_array().unwrap();
    assert_eq!(
        schedules.len(),
        4,
        "Troms has its own last day, Buskerud its own paragraph, Nordland its own day of offers"
    );
    assert_eq!(schedules[0]["next"][0]["slot"], "2026-07-30");
    assert_eq!((&doc["job"]["catch_up"], &doc["job"]["attempts_max"]), (&"latest".into(), &5.into()));
}

/// A county's own schedule is told with what it rests on, and apart from one of the same dates that rests on something else;
/// what is owed is one line all the same.
#[test]
fn a_schedule_rests_on_something() {
    let house = House::sqlite();
    let shipped = std::fs::read_to_string(crate::house::project().join("jobs/5A116.toml")).unwrap();
    let params = &shipped[shipped.find("[params").unwrap()..];
    let manifest = "routine = \"5A116\"\nabout = \"x\"\n[schedule]\ndates = [\"20.08\"]\nat = \"06:00\"\nmark = \"FACT S16\"\n\
         [fylke.18.schedule]\nmark = \"18 § 20\"\n[fylke.11.schedule]\ndates = [\"01.09\"]\n\
         mark = \"11 § 29, where nothing else is agreed with the school\"\n[fylke.55.schedule]\ndates = [\"01.09\"]\n";
    house.file("jobs/A.toml", format!("{manifest}{params}"));
    let at = ["--jobs", "jobs", "--now", NOW];
    let show = |more: &[&str]| house.out(0, &[&at, more].concat());
    let out = show(&["jobs", "show", "A"]);
    insta::assert_snapshot!(out.split("\n\n").next().unwrap());
    let doc = house.json(0, &[&at[..], &["jobs", "show", "A"]].concat());
    let marks: Vec<_> = doc["job"]["schedules"].as_array().unwrap().iter().map(|s| &s["mark"]).collect();
    let told = "11 § 29, where nothing else is agreed with the school";
    assert_eq!(serde_json::json!(marks), serde_json::json!(["FACT S16", told, "18 § 20", null]));
    let year = show(&["calendar"]);
    assert_eq!(year.matches(" A ").count(), 2, "{year}");
    house.file("jobs/A.toml", format!("{}{params}", manifest.replace("\"FACT S16\"", "5")));
    let faults = house.told(5, &["--jobs", "jobs", "check"]);
    assert!(faults.contains("jobs/A.toml:6: `mark` is `5`, expected text, in quotes"), "{faults}");
}

/// Promise: a calendar is written to where a link leads, into a pipe, and to standard output; none of them is replaced.
#[test]
fn a_calendar_goes_where_it_is_sent() {
    let house = House::sqlite();
    let real = house.file("real.ics", "old");
    let link = house.dir.path().join("arshjul.ics");
    std::os::unix::fs::symlink("real.ics", &link).unwrap();
    house.out(0, &["calendar", "--ics", "arshjul.ics"]);
    assert!(link.is_symlink() && std::fs::read_to_string(real).unwrap().starts_with("BEGIN:VCALENDAR"));
    assert!(house.out(0, &["calendar", "--ics", "-"]).starts_with("BEGIN:VCALENDAR"));
    assert!(!house.dir.path().join("-").exists());
    let pipe = house.dir.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    house.out(0, &["calendar", "--ics", "pipe"]);
    assert!(reader.join().unwrap().starts_with("BEGIN:VCALENDAR"));
    assert!(!pipe.is_file());
}
