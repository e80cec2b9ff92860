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

/// Every command in backticks that can be typed as it stands, in turn.
fn all_typed(said: &str) -> Vec<String> {
    let is_whole =
        |c: &&str| !c.split(' ').any(|word| word.len() > 1 && word.chars().all(char::is_uppercase));
    said.split('`').filter(|part| part.starts_with("rutine ")).filter(is_whole).map(str::to_owned).collect()
}

/// Types each, none of which is to be taken for misuse, nor refused as things stand. Returns how many there were.
fn types_all(house: &House, said: &str, at: &str) -> usize {
    let commands = all_typed(said);
    for command in &commands {
        let o = house.run(&command.split(' ').skip(1).chain(["--now", at]).collect::<Vec<_>>());
        let err = String::from_utf8_lossy(&o.stderr).into_owned();
        assert!(![Some(2), Some(4)].contains(&o.status.code()), "{command}: {err}\nof: {said}");
    }
    commands.len()
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
        // A deadline of this summer is out of bounds for the year before: no line is hinted that would be refused.
        let (_, err) = day("46", LATE, &["soknadsar=2025"]).try_run(house, 4, &[]);
        assert!(err.contains("has passed") && !err.contains("hint"), "{err}");
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

const JANUARY: &str = "2027-01-06T12:00:00Z";

fn january<'a>(command: &[&'a str]) -> Vec<&'a str> {
    [command, &["--now", JANUARY]].concat()
}

fn forms(job: &str) -> Vec<&str> {
    january(&["run", job, "--fylke", "46", "--asof", "2027-01-06"])
}

both!(
    /// A county that rightly has nobody: each job of the chain says what settles it, and that works; whoever has settled it so is
    /// told no more of what to take in; what is settled is not said to be open.
    a_chain_with_nobody, |house| {
        for job in ["AR-UTTREKK", "AR-OPPSTART"] {
            let err = house.err(4, &forms(job));
            assert!(err.contains("so the date is not used up: take in `kontrakt.csv`"), "{err}");
            assert_eq!(all_typed(&err).len(), 1, "no job is named that would be refused too: {err}");
            let mut settle = typed(&err);
            settle.extend(["--now".to_owned(), JANUARY.to_owned()]);
            let o = house.run(&settle.iter().map(String::as_str).collect::<Vec<_>>());
            let err = String::from_utf8(o.stderr).unwrap();
            assert_eq!((o.status.code(), err.contains("hint")), (Some(0), false), "{settle:?} {err}");
        }
        let run = house.count("SELECT id FROM runs WHERE job = 'AR-UTTREKK'").to_string();
        assert!(!house.err(0, &january(&["retry", &run, "--nobody"])).contains("hint"));
        let err = house.err(4, &january(&["retry", &run]));
        assert!(err.contains("the run stays done, as it was settled before: take in `kontrakt.csv`"), "{err}");
        assert!(!err.contains("not used up") && !err.contains("--nobody"), "{err}");
        // Somebody after all: AR-OPPSTART sends whoever asks to AR-UTTREKK, which makes the forms.
        house.take("rapport_forelopig");
        house.sql("UPDATE kontrakt SET laretid_til = '2028-08-01'");
        let err = house.err(4, &forms("AR-OPPSTART"));
        assert!(err.contains("`rutine run AR-UTTREKK --fylke 46 --asof 2027-01-06` makes them"), "{err}");
        assert!(err.contains("the run stays done") && !err.contains("--nobody"), "{err}");
        assert_eq!(types_all(house, &err, JANUARY), 1);
        let o = house.run(&january(&["rapport", "--fylke", "46", "--ar", "2026"]));
        assert!([Some(0), Some(3)].contains(&o.status.code()));
    }
);

both!(
    /// What failed in the night for want of anybody waits with the command that settles it, in `why`, `check` and the look.
    a_night_with_nobody, |house| {
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        house.out(0, &["tick", "--now", "2027-01-05T12:00:00Z"]);
        let failed = house.out(1, &["tick", "--now", JANUARY]);
        let quiet = house.out(0, &["tick", "--now", JANUARY]);
        assert!(types_all(house, &quiet, JANUARY) >= 2, "{quiet}");
        let check = house.out(0, &["check", "--now", JANUARY]);
        assert!(types_all(house, &check, JANUARY) >= 1 && !check.contains("rutine retry"), "{check}");
        let why = house.out(0, &["why", "1"]);
        assert!(why.contains("`rutine retry 1 --nobody` settles it"), "{why}");
        assert!(why.contains("as of 2027-01-06 13:00: fylke 46 has no contract"), "{why}");
        assert!(why.ends_with("hint: `rutine retry 1` tries again; what was committed stands\n"), "{why}");
        assert!(check.contains("as of 2027-01-06 13:00: fylke 46 has no contract"), "{check}");
        assert!(types_all(house, &failed, JANUARY) >= 2, "{failed}");
        assert_eq!(house.texts("SELECT state AS t FROM runs WHERE id = 1"), ["done"]);
    }
);

both!(
    /// What stands skipped says what must come first as things stand: a pause in force is ended as it was set, one that is over
    /// is in nobody's way.
    what_was_skipped_says_what_comes_first, |house| {
        house.take("46");
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        let (eve, day) = ("2026-07-27T12:00:00Z", "2026-07-28T05:00:00Z");
        house.out(0, &["tick", "--now", eve]);
        house.out(0, &["pause", "all", "--until", "2026-07-29", "--reason", "x", "--now", eve]);
        house.out(0, &["tick", "--now", day]);
        let id = house.count("SELECT id FROM runs WHERE job = '5A115'").to_string();
        let err = house.err(4, &["retry", &id, "--now", day]);
        let why = house.out(0, &["why", &id, "--now", day]);
        assert_eq!(all_typed(&why), ["rutine resume all".to_owned(), format!("rutine retry {id}")], "{why}");
        assert_eq!(all_typed(&err), ["rutine resume all"], "{err}");
        let over = house.out(0, &["why", &id, "--now", "2026-07-30T05:00:00Z"]);
        assert_eq!(all_typed(&over), [format!("rutine retry {id}")], "{over}");
        let plan = house.out(0, &["plan", "5A115", "--fylke", "46", "--asof", "2026-07-28", "--now", day]);
        assert_eq!(types_all(house, &plan, day), 2, "{plan}");
        house.out(0, &["pause", "5A115", "--fylke", "46", "--until", "2026-07-29", "--reason", "x", "--now", day]);
        let check = house.out(0, &["check", "--now", day]);
        assert_eq!(types_all(house, &check, day), 2, "{check}");
    }
);

both!(
    /// What is asked for wrongly or too early names a command that works: a plan that was never made, a day still to come, forms
    /// that nobody has made yet.
    what_is_asked_for_too_early, |house| {
        house.take("46");
        let on = day("46", "2026-07-28T04:00:00Z", &[]);
        let (_, none) = on.try_run(house, 4, &["--plan", "feedfacefeedface"]);
        assert_eq!(types_all(house, &none, on.at), 1, "{none}");
        let (_, early) = day("46", "2026-07-20T04:00:00Z", &[]).try_run(house, 4, &[]);
        assert_eq!(types_all(house, &early, "2026-07-20T04:00:00Z"), 1, "{early}");
        for (at, command) in [("2026-11-28T08:00:00Z", "rutine jobs show AR-UTTREKK"), (JANUARY, "rutine run AR-UTTREKK --fylke 46 --asof 2027-01-06")] {
            house.sql("UPDATE kontrakt SET laretid_til = '2028-08-01'");
            let none = house.err(3, &["rapport", "--fylke", "46", "--ar", "2026", "--now", at]);
            assert_eq!(all_typed(&none), [command], "{none}");
            types_all(house, &none, at);
        }
    }
);

both!(
    /// Whoever meets a run that another is at, that is lost, or that waits for another is told what works.
    what_stands_in_the_way, |house| {
        house.take("46");
        let mut db = house.db();
        let holder = rutine::store::Holder::new(&mut db, &house.url).unwrap();
        crate::run::held(house, &holder.id, crate::run::FAR);
        let on = day("46", "2026-07-28T04:00:00Z", &[]);
        let (_, busy) = on.try_run(house, 4, &[]);
        assert_eq!(types_all(house, &busy, on.at), 1, "{busy}");
        drop(holder);
        drop(db);
        house.sql("UPDATE runs SET holder = 'feedfacefeedfacefeedfacefeedface'");
        for args in [["logs", "1"], ["show", "1"]] {
            let said = house.out(0, &args);
            assert!(types_all(house, &said, on.at) >= 1, "{said}");
        }
        let why = house.out(0, &["why", "1"]);
        assert_eq!(all_typed(&why).last().unwrap(), "rutine retry 1", "{why}");
        house.file("rutine.toml", "fylker = [\"46\"]\n");
        let check = house.out(0, &["check", "--now", on.at]);
        assert_eq!(types_all(house, &check, on.at), 2, "{check}");
        assert_eq!(house.texts("SELECT state AS t FROM runs"), ["done"]);
    }
);

both!(
    /// What went wrong for a run's units is found where the run says: its log, whatever ended it.
    where_rejects_are_told, |house| {
        house.take("46");
        house.file("rutine.toml", "rejected_max = 0\n");
        crate::run::poison(house, "INSERT ON forslag", "TRUE");
        let on = day("46", "2026-07-28T04:00:00Z", &[]);
        let (out, _) = on.try_run(house, 1, &[]);
        assert!(out.contains("`rutine logs 1` tells their errors"), "{out}");
        assert_eq!(types_all(house, &out, on.at), 3, "{out}");
    }
);
