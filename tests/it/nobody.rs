//! A date of the calendar is not used up while there is nowhere to look: whoever is taken in the day after is looked at.

use rutine::attempt::Grunnlag;
use rutine::config::Config;
use rutine::routine;
use rutine::{manifest, run};

use crate::house::{House, both, project, unfolded};
use crate::scene::unattended;

/// A day in each routine's own season.
const DAYS: [(&str, &str, &str); 13] = [
    ("5A115", "28.07", "2026-07-28"),
    ("5A119", "05.08", "2026-08-05"),
    ("5A114", "05.08", "2026-08-05"),
    ("5A120", "05.08", "2026-08-05"),
    ("5A122", "05.08", "2026-08-05"),
    ("5A106", "05.08", "2026-08-05"),
    ("5A116", "20.08", "2026-08-20"),
    ("AR-FOREL", "01.10", "2026-10-01"),
    ("AR-UTTREKK", "06.01", "2027-01-06"),
    ("AR-OPPSTART", "06.01", "2027-01-06"),
    ("AR-PAMINN", "03.02", "2027-02-03"),
    ("AR-SENDINN", "08.01", "2027-01-08"),
    ("AR-STENG", "22.02", "2027-02-22"),
];

/// Only this routine's job, on this schedule.
pub fn only(house: &House, code: &str, schedule: &str) {
    let shipped = std::fs::read_to_string(project().join(format!("jobs/{code}.toml"))).unwrap();
    let params = shipped[shipped.find("[params").unwrap()..].split("\n[fylke").next().unwrap();
    let _ = std::fs::remove_dir_all(house.dir.path().join("jobs"));
    let head = format!("routine = \"{code}\"\nabout = \"a test\"\n[schedule]\n{schedule}\n");
    house.file(&format!("jobs/{code}.toml"), format!("{head}\n{params}"));
    house.sql("DELETE FROM log_lines; DELETE FROM attempts; DELETE FROM runs; DELETE FROM schedules;");
}

/// Looks and settles what is due, as a daemon that serves Vestland would at this instant.
fn settle(house: &House, at: &str) {
    let jobs = manifest::load(Some(&house.dir.path().join("jobs"))).unwrap();
    let config = Config { fylker: vec!["46".into()], ..Config::default() };
    unattended(house, &config, at, |db, office| {
        run::tick(db, office, &jobs).unwrap();
        while run::settle_next(db, office, &jobs, office.clock.now().naive_utc(), &mut |_| {})
            .unwrap()
            .is_some()
        {}
    });
}

fn states(house: &House) -> Vec<String> {
    house.texts("SELECT state AS t FROM runs ORDER BY slot")
}

both!(
    /// Promise: a dated run of any routine that has nowhere to look fails with its reason and waits; a nightly
    /// series does not, since it looks again the night after.
    a_date_is_not_used_up, |house| {
        assert_eq!(DAYS.map(|d| d.0).to_vec(), routine::all().map(|r| r.code).collect::<Vec<_>>());
        for (code, day, date) in DAYS {
            let (before, at) = (format!("{date}T00:00:00Z"), format!("{date}T12:00:00Z"));
            only(house, code, &format!("dates = [\"{day}\"]\nat = \"06:00\"\ncatch_up = \"each\""));
            settle(house, &before);
            settle(house, &at);
            assert_eq!(states(house), ["failed"], "{code}");
            let error = house.texts("SELECT error AS t FROM runs").remove(0);
            let first = match routine::find(code).unwrap().grunnlag {
                Grunnlag::Sokere => "take in `soker.csv`",
                Grunnlag::Kontrakter | Grunnlag::Skjemaer => "take in `kontrakt.csv`",
            };
            assert!(error.contains(first), "{code}: {error}");
            assert_eq!(house.count("SELECT count(*) FROM attempts"), 1, "{code}: a person's at once");
            only(house, code, "cron = \"0 6 * * *\"\ncatch_up = \"each\"");
            settle(house, &before);
            settle(house, &at);
            assert_eq!(states(house), ["done"], "{code}");
        }
    }
);

both!(
    /// Promise: by hand no date of any routine, owed or not, is settled while there is nowhere to look; `--nobody` is a
    /// person's word that there is rightly nobody.
    by_hand_nothing_is_settled_of_nobody, |house| {
        for (code, _, date) in DAYS {
            only(house, code, "dates = [\"12.05\"]\nat = \"06:00\"");
            house.file("rutine.toml", "jobs = \"jobs\"\n");
            let at = format!("{date}T12:00:00Z");
            let run = ["run", code, "--fylke", "46", "--asof", date, "--now", &at];
            let said = house.err(4, &run);
            let said = unfolded(&said);
            assert!(said.contains("Nothing has been taken in") || said.contains("AR-UTTREKK"), "{code}: {said}");
            assert!(!said.contains("--nobody"), "{code}: no date that could be settled: {said}");
            let said = house.err(4, &[&run[..], &["--nobody"]].concat());
            assert!(said.contains("is no date of"), "{code}: {said}");
            assert_eq!(states(house), Vec::<String>::new(), "{code}");
            only(house, code, &format!("dates = [\"{}.{}\"]\nat = \"06:00\"", &date[8..], &date[5..7]));
            let said = unfolded(&house.err(4, &run));
            let settles = format!("where there is rightly nobody, `rutine run {code} --fylke 46 --asof {date} --nobody` settles it");
            assert!(said.contains(&settles), "{code}: {said}");
            house.out(0, &[&run[..], &["--nobody"]].concat());
            assert_eq!(states(house), ["done"], "{code}");
        }
    }
);

both!(
    /// Promise: whoever is taken in the day after is looked at, once a person has said so; `check`, `why` and
    /// `runs` tell of it until then. By hand the date is refused, and `--nobody` settles a county that rightly has nobody.
    data_that_come_the_day_after, |house| {
        house.file("rutine.toml", "fylker = [\"46\"]\njobs = \"jobs\"\n");
        only(house, "5A115", "dates = [\"28.07\"]\nat = \"06:00\"");
        let day = ["--now", "2026-07-28T10:00:00+02:00"];
        let run = |exit, more: &[&str]| house.err(exit, &[&day, more].concat());
        let refused = run(4, &["run", "5A115", "--fylke", "46", "--asof", "2026-07-28"]);
        assert!(refused.contains("fylke 46 has no applicants of 2026. Nothing has been taken in"), "{refused}");
        assert_eq!(states(house), Vec::<String>::new(), "what is refused was never owed");
        settle(house, "2026-07-27T12:00:00Z");
        settle(house, "2026-07-28T05:00:00Z");
        let runs = house.json(0, &["runs", "--state", "failed"]);
        let id = runs["runs"][0]["run"].to_string();
        assert!(unfolded(&house.out(0, &["why", &id])).contains("Nothing has been taken in"));
        let check = house.told(0, &[&day, &["check"][..]].concat());
        assert!(check.contains(&format!("waiting for a person: 1 failed run\n  run {id}, 5A115 for fylke 46 on 2026-07-28")), "{check}");
        run(4, &["retry", &id]);
        assert_eq!(states(house), ["failed"]);
        std::fs::remove_file(house.dir.path().join("rutine.toml")).unwrap();
        house.take("vg3_forslag");
        house.out(0, &[&day, &["retry", &id][..]].concat());
        assert_eq!(states(house), ["done"]);
        assert!(house.count("SELECT count(*) FROM forslag") > 0);
        house.file("rutine.toml", "fylker = [\"46\", \"55\"]\njobs = \"jobs\"\n");
        run(4, &["run", "5A115", "--fylke", "55", "--asof", "2026-07-28"]);
        house.out(0, &[&day, &["run", "5A115", "--fylke", "55", "--asof", "2026-07-28", "--nobody"][..]].concat());
        assert_eq!(states(house), ["done", "done"]);
    }
);

both!(
    /// Promise: a whole kind of file that is missing uses up no date: without wishes, rights or schooling nobody is judged by 5A115, `rett`
    /// gives no all-clear, and once the file is there the run is done as if it had been there from the first.
    a_kind_of_file_that_is_missing, |house| {
        house.take("46");
        let day = ["--now", "2026-07-28T10:00:00+02:00"];
        let run = ["run", "5A115", "--fylke", "46", "--asof", "2026-07-28"];
        for (table, none, file) in [
            ("person_rett", "no applicants' rights of 2026", "person_rett.csv"),
            ("elevkurs", "no applicants' schooling of 2026", "elevkurs.csv"),
            ("onske", "no wishes of 2026", "onske.csv"),
        ] {
            house.sql(&format!("CREATE TABLE aside AS SELECT * FROM {table}"));
            house.sql(&format!("DELETE FROM {table}{}", if table == "onske" { " WHERE id NOT IN (SELECT onske_id FROM forslag)" } else { "" }));
            if house.count(&format!("SELECT count(*) FROM {table}")) > 0 {
                house.sql("DELETE FROM forslag");
                house.sql(&format!("DELETE FROM {table}"));
            }
            let said = unfolded(&house.err(4, &[&run[..], &day].concat()));
            assert!(said.contains(&format!("fylke 46 has {none}")) && said.contains(&format!("take in `{file}`")), "{said}");
            assert_eq!(house.count("SELECT count(*) FROM journal"), 0, "{table}: nobody is judged");
            let said = unfolded(&house.err(3, &[&["rett", "--fylke", "46"][..], &day].concat()));
            assert!(said.contains(none), "{said}");
            let rett = house.json(3, &[&["rett", "--fylke", "46"][..], &day].concat());
            assert_eq!((&rett["no_applicants"], &rett["not_taken_in"]), (&serde_json::json!([]), &serde_json::json!(["46"])));
            let said = unfolded(&house.err(0, &[&["plan", "5A115", "--fylke", "46"][..], &day].concat()));
            assert!(said.contains(none) && said.contains("would be refused"), "{said}");
            let hint = house.told(0, &[&["plan", "5A115", "--fylke", "46", "--quiet"][..], &day].concat());
            assert!(hint.contains("--nobody` settles the date") && !hint.contains("does just this"), "{hint}");
            house.sql(&format!("INSERT INTO {table} SELECT * FROM aside"));
            house.sql("DROP TABLE aside");
        }
        let said = house.out(0, &[&run[..], &day].concat());
        assert!(said.contains("done in"), "{said}");
        assert!(house.count("SELECT count(*) FROM forslag WHERE forslagstype = 'VG3'") > 100);
    }
);

both!(
    /// Promise: a plan hints no command that would be refused, and with `--quiet` no hint stands without its warning.
    a_plan_of_nobody_hints_what_is_taken, |house| {
        let plan = |day: &str, more: &[&str]| {
            let now = format!("{day}T10:00:00+02:00");
            let plan = ["plan", "5A115", "--fylke", "46", "--asof", day, "--now", &now];
            house.command(&[&plan[..], more].concat()).env("COLUMNS", "10000").output().unwrap()
        };
        let said = |out: Vec<u8>| String::from_utf8(out).unwrap();
        let owed = said(plan("2026-07-28", &[]).stdout);
        let typed = owed.split('`').find(|part| part.starts_with("rutine run")).unwrap();
        let no_date = plan("2026-07-27", &[]);
        assert!(said(no_date.stdout).contains("a run would be refused: 2026-07-27 is no date of the calendar"));
        assert!(said(no_date.stderr).contains("take in `soker.csv`"));
        assert_eq!(said(plan("2026-07-28", &["--quiet"]).stderr), "");
        let words: Vec<&str> = typed.split(' ').skip(1).collect();
        house.out(0, &[&words[..], &["--now", "2026-07-28T10:00:00+02:00"]].concat());
    }
);

both!(
    /// Promise: without a faglig leder in any company the round is not opened in silence: neither the start nor a reminder is settled.
    a_round_that_nobody_may_answer, |house| {
        house.take("46");
        let at = |day: &str| format!("{day}T08:00:00Z");
        house.out(0, &["run", "AR-UTTREKK", "--fylke", "46", "--asof", "2027-01-06", "--now", &at("2027-01-06")]);
        house.sql("DELETE FROM ansatt_rolle");
        for (job, day) in [("AR-OPPSTART", "2027-01-06"), ("AR-PAMINN", "2027-02-03")] {
            let run = ["run", job, "--fylke", "46", "--asof", day, "--now", &at(day)];
            let said = unfolded(&house.err(4, &run));
            assert!(said.contains("fylke 46 has no faglige ledere in the companies of the forms of 2026"), "{said}");
            assert!(said.contains("take in `ansatt_rolle.csv`"), "{said}");
            assert_eq!(house.count(&format!("SELECT count(*) FROM runs WHERE job = '{job}'")), 0);
        }
        assert_eq!(house.count("SELECT count(*) FROM letters"), 0);
    }
);
