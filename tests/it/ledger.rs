//! The ledger of what is owed, on a clock that the test sets: downtime, edits, pauses, failures, clocks that go back.

use std::path::Path;

use chrono::{DateTime, Days, NaiveDate, Utc};
use rutine::clock::Clock;
use rutine::config::Config;
use rutine::manifest::{self, Job};
use rutine::run::{self, Horizon, Office};
use rutine::store::Holder;

use crate::house::{House, both};

/// A house on a clock that stands where the test puts it.
struct Station<'h> {
    house: &'h House,
    config: Config,
}

impl<'h> Station<'h> {
    /// Serves Vestland; its manifests lie in `jobs/`.
    fn new(house: &'h House) -> Self {
        let config = Config { fylker: vec!["46".into()], rejected_max: 0, ..Config::default() };
        Station { house, config }
    }

    fn jobs(&self) -> Vec<Job> {
        manifest::load(Some(&self.house.dir.path().join("jobs"))).unwrap()
    }

    fn office<T>(&self, at: &str, work: impl FnOnce(&mut rutine::store::Db, &Office, &[Job]) -> T) -> T {
        let mut db = self.house.db();
        let holder = Holder::new(&mut db, &self.house.url).unwrap();
        let at: DateTime<Utc> = at.parse().unwrap();
        let office = Office {
            url: &self.house.url,
            config: &self.config,
            clock: Clock::Fixed(at),
            actor: "test".into(),
            holder: &holder,
            unattended: true,
            stop: None,
        };
        work(&mut db, &office, &self.jobs())
    }

    /// Looks once, without running anything.
    fn look(&self, at: &str) {
        self.office(at, |db, office, jobs| run::tick(db, office, jobs).unwrap());
    }

    /// Looks once, and settles all that is due.
    fn settle(&self, at: &str) {
        self.office(at, |db, office, jobs| {
            run::tick(db, office, jobs).unwrap();
            let now = office.instant(db).unwrap();
            while run::settle_next(db, office, jobs, now, &mut |_| {}).unwrap().is_some() {}
        });
    }

    /// Settles all that can be begun of what has been told.
    fn settle_without_looking(&self, at: &str) {
        self.office(at, |db, office, jobs| {
            let now = office.instant(db).unwrap();
            while run::settle_next(db, office, jobs, now, &mut |_| {}).unwrap().is_some() {}
        });
    }

    /// When there is something to do next.
    fn wakes(&self, at: &str) -> Option<String> {
        self.office(at, |db, office, jobs| {
            let now = office.instant(db).unwrap();
            Horizon::default()
                .next(db, office, jobs, now)
                .unwrap()
                .map(|t| t.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
        })
    }

    /// `06-01 done`, the oldest first.
    fn ledger(&self, job: &str) -> Vec<String> {
        let (state, because) = ("state", "COALESCE(' ' || skipped_because, '')");
        let day = if self.house.is_postgres() { "to_char(slot, 'MM-DD')" } else { "substr(slot, 6)" };
        self.house.texts(&format!(
            "SELECT {day} || ' ' || {state} || {because} AS t FROM runs WHERE job = '{job}' ORDER BY slot"
        ))
    }

    fn clear(&self) {
        self.house
            .sql("DELETE FROM log_lines; DELETE FROM journal; DELETE FROM attempts; DELETE FROM runs; DELETE FROM schedules;");
    }
}

/// A job of the routine that takes answers, with this schedule.
fn job(house: &House, code: &str, schedule: &str) {
    job_of(house, "5A119", code, schedule);
}

/// A county has one job of a routine.
fn job_of(house: &House, routine: &str, code: &str, schedule: &str) {
    let shipped =
        std::fs::read_to_string(crate::house::project().join(format!("jobs/{routine}.toml"))).unwrap();
    let params = shipped[shipped.find("[params").unwrap()..].split("\n[fylke").next().unwrap();
    let text = format!("routine = \"{routine}\"\nabout = \"a test\"\n\n[schedule]\n{schedule}\n\n{params}");
    house.file(&format!("jobs/{code}.toml"), text);
}

const POLICIES: [(&str, &str); 5] = [
    ("EACH", "catch_up = \"each\""),
    ("LATEST", "catch_up = \"latest\""),
    ("NONE", "catch_up = \"none\""),
    ("EACH7", "catch_up = \"each\"\nwindow_days = 7"),
    ("LATEST7", "catch_up = \"latest\"\nwindow_days = 7"),
];

/// What each policy should make of a date, told without the product's code.
fn foretold(policy: &str, dates: &[NaiveDate], back: NaiveDate) -> Vec<String> {
    let owed: Vec<_> = dates.iter().filter(|d| **d <= back).collect();
    let tell = |d: &&NaiveDate| {
        let late = (back - **d).num_days();
        let last = owed.last() == Some(d);
        let state = match policy {
            "EACH" => "done",
            "LATEST" | "LATEST7" if !last => "skipped superseded",
            "LATEST" => "done",
            "NONE" if late > 0 => "skipped outside_window",
            "EACH7" | "LATEST7" if late > 7 => "skipped outside_window",
            _ => "done",
        };
        format!("{} {state}", d.format("%m-%d"))
    };
    owed.iter().map(tell).collect()
}

both!(
    /// Promise: forty days of downtime over 6 January, 3 and 17 February end, whatever the day, in the ledger
    /// that the model foretells, for each policy.
    downtime_ends_as_the_policy_says, |house| {
        // Somebody has applied, and nobody has said yes: there is somewhere to look.
        house.sql(
            "INSERT INTO person (id, fodselsnummer, fornavn, etternavn) VALUES (1, '01810000000', 'Ola', 'Prove');
             INSERT INTO soker (person_id, fylkesnr, soknadsar) VALUES (1, '46', 2026);",
        );
        let station = Station::new(house);
        let routines = ["5A119", "5A114", "5A120", "5A122", "5A106"];
        for ((code, policy), routine) in POLICIES.into_iter().zip(routines) {
            job_of(house, routine, code, &format!("dates = [\"06.01\", \"03.02\", \"17.02\"]\nat = \"06:00\"\n{policy}"));
        }
        let day = |d: u32, m: u32| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let dates = [day(6, 1), day(3, 2), day(17, 2)];
        for days in [0, 1, 2, 27, 28, 29, 35, 36, 40, 42, 43, 44, 50] {
            station.clear();
            station.look("2026-01-05T12:00:00Z");
            let back = day(6, 1) + Days::new(days);
            station.settle(&format!("{back}T12:00:00Z"));
            for (code, _) in POLICIES {
                assert_eq!(station.ledger(code), foretold(code, &dates, back), "{code}, back on {back}");
            }
        }
    }
);

both!(
    /// Promise: a minute and a night of downtime lose nothing, and nothing is run twice.
    a_short_downtime_loses_nothing, |house| {
        let station = Station::new(house);
        job(house, "NIGHTLY", "cron = \"30 3 * * *\"\ncatch_up = \"latest\"");
        station.settle("2026-03-01T01:00:00Z");
        assert!(station.ledger("NIGHTLY").is_empty(), "what was before the first look is not owed");
        for at in ["2026-03-01T02:29:59Z", "2026-03-01T02:31:00Z", "2026-03-01T02:31:00Z", "2026-03-02T06:00:00Z"] {
            station.settle(at);
        }
        assert_eq!(station.ledger("NIGHTLY"), ["03-01 done", "03-02 done"]);
        assert_eq!(house.count("SELECT count(*) FROM attempts"), 2);
    }
);

both!(
    /// Promise: a clock set back or forward and back runs nothing twice and forgets nothing.
    a_clock_set_back_runs_nothing_twice, |house| {
        let station = Station::new(house);
        job(house, "NIGHTLY", "cron = \"30 3 * * *\"\ncatch_up = \"each\"");
        for at in ["03-01T01", "03-02T12", "03-01T12", "03-02T12", "03-04T12", "03-03T12", "03-04T13", "03-05T12"] {
            station.settle(&format!("2026-{at}:00:00Z"));
        }
        let nights = ["03-01 done", "03-02 done", "03-03 done", "03-04 done", "03-05 done"];
        assert_eq!(station.ledger("NIGHTLY"), nights);
        assert_eq!(house.count("SELECT count(*) FROM attempts"), 5);
    }
);

both!(
    /// Promise: an edited schedule neither fires what is past nor forgets what was owed.
    an_edit_neither_fires_nor_forgets, |house| {
        let station = Station::new(house);
        let at_six = "cron = \"0 6 * * MON\"\ncatch_up = \"each\"";
        job(house, "JOB", at_six);
        station.settle("2026-03-01T12:00:00Z");
        // Down over Monday the 2nd; edited to every day before anybody looked. Monday is owed, Tuesday noon is not.
        job(house, "JOB", "cron = \"0 6 * * *\"\ncatch_up = \"each\"");
        station.settle("2026-03-03T11:00:00Z");
        assert_eq!(station.ledger("JOB"), ["03-02 done"]);
        station.settle("2026-03-04T11:00:00Z");
        assert_eq!(station.ledger("JOB"), ["03-02 done", "03-04 done"]);
        // Moved at 05:30 from six o'clock to five: the day is owed by both, and is run once.
        job(house, "JOB", "cron = \"0 5 * * *\"\ncatch_up = \"each\"");
        station.settle("2026-03-05T04:30:00Z");
        station.settle("2026-03-05T12:00:00Z");
        assert_eq!(station.ledger("JOB"), ["03-02 done", "03-04 done", "03-05 done"]);
        // Moved at noon from five to two in the afternoon: the day has been.
        job(house, "JOB", "cron = \"0 14 * * *\"\ncatch_up = \"each\"");
        station.settle("2026-03-05T18:00:00Z");
        assert_eq!(station.ledger("JOB").len(), 3);
        assert_eq!(house.count("SELECT count(*) FROM attempts"), 3);
    }
);

both!(
    /// Promise: what falls due of a job that is switched off, or whose manifest is gone, is settled as that.
    what_is_switched_off_is_settled, |house| {
        let station = Station::new(house);
        job(house, "OFF", "cron = \"30 3 * * *\"\ncatch_up = \"each\"");
        job_of(house, "5A114", "GONE", "cron = \"30 3 * * *\"\ncatch_up = \"each\"");
        station.settle("2026-03-01T01:00:00Z");
        let off = std::fs::read_to_string(house.dir.path().join("jobs/OFF.toml")).unwrap();
        house.file("jobs/OFF.toml", format!("enabled = false\n{off}"));
        std::fs::remove_file(house.dir.path().join("jobs/GONE.toml")).unwrap();
        station.settle("2026-03-02T12:00:00Z");
        station.settle("2026-03-03T12:00:00Z");
        let off = |d: &str| format!("{d} skipped switched_off");
        assert_eq!(station.ledger("OFF"), [off("03-01"), off("03-02"), off("03-03")]);
        assert_eq!(station.ledger("GONE"), [off("03-01"), off("03-02")], "owed until it was seen to be gone");
    }
);

both!(
    /// Promise: a pause needs no deploy; what falls due meanwhile is skipped with its reason, and a run by hand refused.
    a_pause_is_kept_and_told, |house| {
        let station = Station::new(house);
        job(house, "JOB", "cron = \"30 3 * * *\"\ncatch_up = \"each\"");
        station.settle("2026-03-01T01:00:00Z");
        let now = ["--jobs", "jobs", "--now", "2026-03-01T12:00:00Z"];
        let rutine = |exit, args: &[&str]| house.out(exit, &[&now, args].concat());
        rutine(2, &["pause", "JOB", "--fylke", "46", "--until", "2026-03-02"]);
        rutine(0, &["pause", "JOB", "--fylke", "46", "--until", "2026-03-02", "--reason", "ferie"]);
        station.settle("2026-03-04T12:00:00Z");
        let paused = |d: &str| format!("{d} skipped paused");
        assert_eq!(station.ledger("JOB"), [paused("03-01"), paused("03-02"), "03-03 done".into(), "03-04 done".into()]);
        assert!(rutine(0, &["why", "1"]).contains("ferie"));
        let later = ["--jobs", "jobs", "--now", "2026-03-02T12:00:00Z"];
        let refused = house.err(4, &[&later, &["run", "JOB", "--fylke", "46", "--asof", "2026-03-02"][..]].concat());
        assert!(refused.contains("rutine resume JOB --fylke 46"), "{refused}");
        rutine(2, &["resume", "JOB"]);
        rutine(0, &["resume", "JOB", "--fylke", "46"]);
        house.out(0, &[&later, &["run", "JOB", "--fylke", "46", "--asof", "2026-03-02", "--nobody"][..]].concat());
        assert_eq!(station.ledger("JOB")[1], "03-02 done");
    }
);

both!(
    /// Promise: a pause drops no date without a word. Whoever sets one over a yearly date is told which, and how to have it all the
    /// same; the calendar, the list of jobs and the simulation show it, in text and in JSON.
    a_pause_over_a_yearly_date_says_so, |house| {
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        let now = ["--now", "2026-07-01T12:00:00Z"];
        let rutine = |args: &[&str]| house.out(0, &[&now, args].concat());
        let skips = "5A115 for fylke 46 on 2026-07-28";
        let said = rutine(&["pause", "5A115", "--fylke", "46", "--until", "2026-08-15", "--reason", "ferie"]);
        assert!(said.contains(&format!("it skips {skips}")) && said.contains("--asof 2026-07-28"), "{said}");
        assert!(said.contains("`[fylke.46.schedule]`"), "{said}");
        for command in [&["calendar"][..], &["jobs"], &["simulate", "--to", "2026-07-31"]] {
            let said = rutine(command);
            assert!(said.contains(&format!("paused: {skips}")) && said.contains("ferie"), "{command:?}\n{said}");
        }
        let listed = house.json(0, &[&now[..], &["pause"]].concat());
        assert_eq!(listed["pauses"][0]["skips"][0]["dates"][0], "2026-07-28");
        let said = rutine(&["pause", "5A115", "--fylke", "46", "--until", "2026-07-10", "--reason", "ferie"]);
        assert!(said.contains("no date falls due until then"), "{said}");
    }
);

both!(
    /// Promise: a year without a round of the yearly report is told as soon as a run within twelve months needs it, and not before.
    a_year_without_a_round_is_told_in_time, |house| {
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        let last = house.count("SELECT max(ar) FROM rapport_runde");
        let told = |at: String| house.json(0, &["--now", &at, "check"])["no_round"].clone();
        assert_eq!(told(format!("{}-09-30T12:00:00Z", last))[0], serde_json::Value::Null);
        let lacks = told(format!("{}-10-02T12:00:00Z", last));
        let first = format!("{}-10-01", last + 1);
        assert_eq!((&lacks[0]["ar"], &lacks[0]["job"], &lacks[0]["date"]), (&(last + 1).into(), &"AR-FOREL".into(), &first.into()));
        assert!(house.told(0, &["--now", &format!("{last}-10-02T12:00:00Z"), "check"]).contains("take in `rapport_runde.csv`"));
    }
);

both!(
    /// Promise: a run that fails with nobody there is tried again as its manifest says, then waits for a person; what
    /// comes after it waits too, and says for what.
    a_failure_is_tried_again_and_then_waits, |house| {
        house.take("vg3_forslag");
        let station = Station::new(house);
        for code in ["5A115", "5A119"] {
            let shipped = Path::new("jobs").join(format!("{code}.toml"));
            let text = std::fs::read_to_string(crate::house::project().join(shipped)).unwrap();
            let params = &text[text.find("[params").unwrap()..];
            let params = params.split("\n[fylke").next().unwrap();
            let after = if code == "5A119" { "after = [\"5A115\"]\n" } else { "" };
            let spacing = "attempts_max = 3\nretry_minutes = [1, 10]\n";
            let schedule = "[schedule]\ndates = [\"28.07\"]\nat = \"06:00\"\n";
            let text = format!("routine = \"{code}\"\nabout = \"a test\"\n{after}{spacing}{schedule}{params}");
            house.file(&format!("jobs/{code}.toml"), text);
        }
        station.settle("2026-07-27T12:00:00Z");
        // No forslag can be written: each offer is rejected, and none may be.
        house.sql("ALTER TABLE forslag RENAME TO borte");
        let mut at = station.wakes("2026-07-27T12:00:00Z").unwrap();
        let mut tried = vec![];
        for _ in 0..3 {
            tried.push(at.clone());
            station.settle(&at);
            let Some(next) = station.wakes(&at) else { break };
            at = next;
        }
        let minutes: Vec<_> = tried.iter().map(|at| &at[..16]).collect();
        assert_eq!(minutes, ["2026-07-28T04:00", "2026-07-28T04:01", "2026-07-28T04:11"]);
        assert_eq!(station.ledger("5A115"), ["07-28 failed"]);
        assert_eq!(station.ledger("5A119"), ["07-28 due"]);
        let why = house.out(0, &["--jobs", "jobs", "why", "2"]);
        assert!(why.contains("it waits for run 1, 5A115"), "{why}");
        house.sql("ALTER TABLE borte RENAME TO forslag");
        house.out(0, &["--jobs", "jobs", "--now", "2026-07-28T08:00:00Z", "retry", "1"]);
        station.settle("2026-07-28T08:01:00Z");
        assert_eq!(station.ledger("5A119"), ["07-28 done"]);
    }
);

both!(
    /// Promise: a guard's refusal in the night is a person's at once, and nothing is sent.
    a_refusal_at_night_waits_for_a_person, |house| {
        house.take("vg3_forslag");
        let station = Station::new(house);
        let text = std::fs::read_to_string(crate::house::project().join("jobs/5A115.toml")).unwrap();
        house.file("jobs/5A115.toml", text);
        station.settle("2026-07-27T12:00:00Z");
        // Five days late, two would be left of the seven there are to answer in.
        station.settle("2026-08-02T12:00:00Z");
        let why = house.out(0, &["why", "1"]);
        assert!(why.contains("only 2 days left to answer by 2026-08-04"), "{why}");
        assert_eq!(station.ledger("5A115"), ["07-28 failed"]);
        assert_eq!(house.count("SELECT count(*) FROM letters"), 0);
        assert_eq!(house.count("SELECT count(*) FROM attempts"), 1);
    }
);

both!(
    /// Promise: `check` tells what an edit makes appear and disappear, and takes a date that both owe for neither.
    an_edit_is_told_before_it_counts, |house| {
        let station = Station::new(house);
        job(house, "JOB", "dates = [\"28.07\"]\nat = \"06:00\"");
        station.settle("2026-07-27T12:00:00Z");
        house.file("rutine.toml", "jobs = \"jobs\"\nfylker = [\"46\"]\n");
        let edit = |schedule: &str, at: &str| {
            job(house, "JOB", schedule);
            let edits = house.json(0, &["--now", at, "check"])["edits"].clone();
            let dates = |what: &str| edits[0][what].as_array().map_or(0, Vec::len);
            (dates("appears"), dates("disappears"), edits[0]["moves"].as_u64().unwrap_or_default())
        };
        // The check reads the manifests and the ledger; `--now` moves the day it is asked on.
        assert_eq!(edit("dates = [\"28.07\"]\nat = \"06:00\"", "2026-07-28T03:30:00Z"), (0, 0, 0));
        assert_eq!(edit("dates = [\"28.07\"]\nat = \"05:00\"", "2026-07-28T03:30:00Z"), (0, 0, 2));
        assert_eq!(edit("dates = [\"30.07\"]\nat = \"06:00\"", "2026-07-26T13:00:00Z"), (1, 1, 0));
        house.file("jobs/JOB.toml", "routine = nonsense");
        house.told(5, &["check"]);
        let still = house.run(&["runs", "--job", "JOB"]);
        assert_eq!(still.status.code(), Some(0), "a manifest with faults stands in no reader's way");
        assert!(String::from_utf8(still.stderr).unwrap().contains("rutine check"));
    }
);

both!(
    /// Promise: of one county, the dates of a job and of jobs tied by `after` are begun in their order, however
    /// many look for work; a date that waits for a person holds no later one up.
    dates_keep_their_order, |house| {
        let station = Station::new(house);
        let each = "cron = \"30 3 * * *\"\ncatch_up = \"each\"";
        job(house, "FIRST", each);
        job_of(house, "5A114", "SECOND", each);
        let second = std::fs::read_to_string(house.dir.path().join("jobs/SECOND.toml")).unwrap();
        house.file("jobs/SECOND.toml", format!("after = [\"FIRST\"]\n{second}"));
        job_of(house, "5A120", "LOOSE", each);
        station.look("2026-03-01T01:00:00Z");
        station.look("2026-03-03T12:00:00Z");
        // A worker that has begun the first date: nobody else may begin what is tied to it, of that day or another.
        house.sql("UPDATE runs SET state = 'running', holder = 'x', lease_until = '2100-01-01 00:00:00' WHERE job = 'FIRST' AND slot = '2026-03-01'");
        station.settle_without_looking("2026-03-03T12:00:00Z");
        assert_eq!(station.ledger("FIRST"), ["03-01 running", "03-02 due", "03-03 due"]);
        assert_eq!(station.ledger("SECOND"), ["03-01 due", "03-02 due", "03-03 due"]);
        assert_eq!(station.ledger("LOOSE"), ["03-01 done", "03-02 done", "03-03 done"]);
        let third = house.texts("SELECT CAST(id AS TEXT) AS t FROM runs WHERE job = 'FIRST' AND slot = '2026-03-03'").remove(0);
        // Tried again in an hour: the later dates wait for it too.
        house.sql("UPDATE runs SET state = 'due', holder = NULL, lease_until = NULL, not_before = '2026-03-03 13:00:00' WHERE state = 'running'");
        station.settle_without_looking("2026-03-03T12:00:00Z");
        assert_eq!(station.ledger("FIRST"), ["03-01 due", "03-02 due", "03-03 due"]);
        let why = house.out(0, &["--jobs", "jobs", "why", &third]);
        assert!(why.contains("FIRST of 2026-03-01, which is due: dates keep their order"), "{why}");
        // It waits for a person, and what comes after it on that date with it; the others go on, in their order.
        house.sql("UPDATE runs SET state = 'failed', error = 'x' WHERE job = 'FIRST' AND slot = '2026-03-01'");
        station.settle_without_looking("2026-03-03T12:00:00Z");
        assert_eq!(station.ledger("FIRST"), ["03-01 failed", "03-02 done", "03-03 done"]);
        assert_eq!(station.ledger("SECOND"), ["03-01 due", "03-02 done", "03-03 done"]);
        let begun = house.texts(
            "SELECT r.job || ' ' || CAST(r.slot AS TEXT) AS t FROM attempts a JOIN runs r ON r.id = a.run_id
             WHERE r.job <> 'LOOSE' ORDER BY a.id",
        );
        let in_order = ["FIRST 2026-03-02", "SECOND 2026-03-02", "FIRST 2026-03-03", "SECOND 2026-03-03"];
        assert_eq!(begun, in_order);
    }
);
