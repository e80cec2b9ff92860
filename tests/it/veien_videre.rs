//! What is refused says what to type, and what is typed then works: guards, plans that are out of date, what is not there yet.

use rutine::config::Config;
use rutine::{manifest, run};

use crate::house::{House, both, unfolded};
use crate::scene::{Day, unattended};

const LATE: &str = "2026-08-10T08:00:00Z";

fn day(fylke: &'static str, at: &'static str, params: &'static [&'static str]) -> Day {
    Day { job: "5A115", fylke, asof: "2026-07-28", at, params }
}

/// The last command that stands in backticks, as its words.
fn typed(said: &str) -> Vec<String> {
    let mut commands = said.split('`').filter(|part| part.starts_with("rutine "));
    let command = commands.next_back().unwrap_or_else(|| panic!("no command in: {said}"));
    command.split(' ').skip(1).map(str::to_owned).collect()
}

/// Types it, with the clock at `at`; returns stdout.
fn types(house: &House, exit: i32, said: &str, at: &str) -> String {
    let mut args = typed(said);
    args.extend(["--now".to_owned(), at.to_owned()]);
    house.out(exit, &args.iter().map(String::as_str).collect::<Vec<_>>())
}

both!(
    /// An offer that would come too late, or too early for the county, says every parameter that is in the way; the line works.
    a_guard_says_what_would_run, |house| {
        house.take("46");
        for given in [&[][..], &["svarfrist=2026-08-04"], &["tidligste=08-15"], &["tidligste=08-15", "svarfrist=2026-08-01"]] {
            let (_, err) = day("46", LATE, given).try_run(house, 4, &[]);
            assert!(err.contains("has passed") && err.contains("--param svarfrist=2026-08-17"), "{given:?}: {err}");
            assert_eq!(err.contains("--param tidligste=07-28"), given.contains(&"tidligste=08-15"), "{err}");
            assert_eq!(err.matches("svarfrist=").count(), 1, "the one given is replaced: {err}");
            let plan = day("46", LATE, given).plan_err(house);
            assert_eq!(typed(&plan)[1..], typed(&err)[1..], "a plan says the same");
            assert!(types(house, 0, &plan, LATE).contains("planned"));
        }
        let (_, err) = day("46", "2026-08-03T08:00:00Z", &[]).try_run(house, 4, &[]);
        assert!(err.contains("only 1 day left to answer by 2026-08-04"), "{err}");
        assert!(types(house, 0, &err, "2026-08-03T08:00:00Z").contains("done"));
        let (_, err) = day("46", LATE, &["svarfrist=10.08.2026"]).try_run(house, 2, &[]);
        assert!(err.contains("expected YYYY-MM-DD such as `2026-08-10`"), "{err}");
    }
);

impl Day {
    fn plan_err(&self, house: &House) -> String {
        let mut args = vec!["plan", self.job, "--fylke", self.fylke, "--asof", self.asof, "--now", self.at];
        self.params.iter().for_each(|p| args.extend(["--param", p]));
        house.err(4, &args)
    }
}

both!(
    /// What a guard refused in the night waits with the line that lets it run.
    what_waits_says_what_would_run, |house| {
        house.take("46");
        let config = Config { fylker: vec!["46".into()], ..Config::default() };
        let jobs = manifest::load(None).unwrap();
        for at in ["2026-07-27T12:00:00Z", LATE] {
            unattended(house, &config, at, |db, office| {
                run::tick(db, office, &jobs).unwrap();
                while run::settle_next(db, office, &jobs, office.clock.now().naive_utc(), &mut |_| {}).unwrap().is_some() {}
            });
        }
        let id = house.count("SELECT id FROM runs WHERE job = '5A115' AND state = 'failed'").to_string();
        let why = unfolded(&house.out(0, &["why", &id]));
        let error = house.texts("SELECT error AS t FROM runs WHERE job = '5A115'").concat();
        assert!(why.contains(&format!("`rutine retry {id} --param svarfrist=2026-08-17` would run")), "{why}");
        assert!(types(house, 0, &error, LATE).contains("done"));
    }
);

both!(
    /// A plan that is out of date says how many of each verdict there were and are, who differs, and how to plan anew.
    a_plan_out_of_date, |house| {
        house.take("46");
        let on = day("46", "2026-07-28T04:00:00Z", &[]);
        let plan = on.plan(house);
        let digest = plan["digest"].as_str().unwrap();
        let offers = plan["tally"]["acted"].as_i64().unwrap();
        let unit = house.count("SELECT min(id) FROM soker WHERE fylkesnr = '46' AND aktiv AND id IN (SELECT soker_id FROM onske WHERE status = 'SFORM')");
        let acted = plan["changes"].to_string();
        assert!(!acted.is_empty());
        house.sql("UPDATE soker SET aktiv = NOT aktiv WHERE fylkesnr = '46'");
        let (_, err) = on.try_run(house, 4, &["--plan", digest]);
        assert!(err.contains("acted TILBUD") && err.contains(&format!("then {offers}, now ")), "{err}");
        assert!(err.contains("now left PASSIV") && err.contains("letters "), "{err}");
        assert_eq!(house.count("SELECT count(*) FROM forslag WHERE forslagstype = 'VG3'"), 0, "{unit}");
        let anew = types(house, 0, &err, on.at);
        assert!(!anew.contains(digest), "{anew}");
        assert!(types(house, 0, &anew, on.at).contains("done"));
    }
);

both!(
    /// `show` tells a run's parameters one a line, and whose value each is; `retry` with another says what stands.
    a_runs_parameters, |house| {
        house.take("11");
        day("11", "2026-07-28T04:00:00Z", &["svarfrist_dager_min=2"]).run(house);
        let shown = house.out(0, &["show", "1"]);
        for line in ["    avviksfag = false (default)", "    svarfrist_dager = 7 (the county's row of 2026)",
            "    nei_utelukker = true (the county's in the manifest)", "    svarfrist_dager_min = 2 (given with `--param`, or in force then)"] {
            assert!(shown.lines().any(|l| l == line), "{line}\n{shown}");
        }
        let units = house.json(0, &["show", "1"])["runs"][0]["acted_total"].to_string();
        let again = |args: &[&str]| house.err(0, &[args, &["--now", "2026-07-28T05:00:00Z"]].concat());
        for command in [&["retry", "1"][..], &["run", "5A115", "--fylke", "11", "--asof", "2026-07-28"]] {
            let said = again(&[command, &["--param", "svarfrist_dager=9"]].concat());
            assert!(said.contains(&format!("warning: 5A115 11: {units} units had been acted on before, and keep what they got then")), "{said}");
            assert!(said.contains("--param svarfrist_dager=9 counted for the others alone"), "{said}");
            assert_eq!(again(command), "", "nothing is said where nothing was given");
        }
        assert!(house.out(0, &["show", "1"]).contains("those of attempt 2"), "retried with the same");
    }
);
