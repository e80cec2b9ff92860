//! The ledger: one holder at a time, late writes refused, poison set aside, plans kept or refused.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use rutine::attempt::{Fence, LostLease};
use rutine::store::Holder;

use crate::house::{House, both};
use crate::runde::{STENG, UTTREKK, januar};
use crate::scene::Day;

const DAY: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };

/// A run that `holder` is in the middle of, with so much of its lease left.
pub fn held(house: &House, holder: &str, lease_until: &str) {
    house.sql(&format!(
        "INSERT INTO runs (job, routine, fylke, slot, state, fence, holder, lease_until, created)
           VALUES ('5A115', '5A115', '46', '2026-07-28', 'running', 1, '{holder}', '{lease_until}', '2026-07-28 04:00:00');
         INSERT INTO attempts (run_id, number, state, trigger, actor, holder, version, params, tally, started)
           SELECT id, 1, 'running', 'operator', 'test', '{holder}', '0', '{{}}', '{{}}', '2026-07-28 04:00:00' FROM runs;"
    ));
}

pub const FAR: &str = "2999-01-01 00:00:00";
pub const PAST: &str = "2020-01-01 00:00:00";

both!(
    /// Promise: what a living process holds is refused, and nothing is written.
    a_living_holder_keeps_its_run, |house| {
        let holder = Holder::new(&mut house.db(), &house.url);
        // On PostgreSQL the lock lives as long as the session that took it.
        let mut db = house.db();
        let holder = if house.is_postgres() { Holder::new(&mut db, &house.url) } else { holder }.unwrap();
        held(house, &holder.id, FAR);
        let (_, err) = DAY.try_run(house, 4, &[]);
        assert!(err.contains("already running: run 1, begun ") && err.contains("wait for it, or end that process"), "{err}");
        assert_eq!(house.count("SELECT count(*) FROM attempts"), 1);
        let other = Day { asof: "2026-07-29", ..DAY };
        other.try_run(house, 4, &[]);
        assert_eq!(house.count("SELECT count(*) FROM runs"), 1, "the refused run left no row");
    }
);

both!(
    /// Promise: a holder that is gone is noticed at once, and the attempt list tells it.
    a_dead_holder_loses_its_run_at_once, |house| {
        held(house, "feedfacefeedfacefeedfacefeedface", FAR);
        DAY.try_run(house, 0, &["--nobody"]);
        assert_eq!(house.texts("SELECT state AS t FROM attempts ORDER BY number"), ["lost", "done"]);
    }
);

both!(
    /// Promise: a zombie that wakes after its lease has gone to another finds no row to write through.
    a_late_write_is_refused, |house| {
        let mut db = house.db();
        let holder = Holder::new(&mut db, &house.url).unwrap();
        held(house, &holder.id, PAST);
        let zombie = Fence { run: 1, attempt: 1, number: 1, lease_seconds: 60 };
        zombie.hold(&mut db).unwrap();
        house.sql(&format!("UPDATE runs SET lease_until = '{PAST}'"));
        DAY.try_run(house, 0, &["--nobody"]);
        let late = zombie.hold(&mut db).unwrap_err();
        assert!(late.is::<LostLease>(), "{late:#}");
    }
);

/// The applicant of the fixture that is to be poison: the first that gets an offer.
const POISONED: &str = "(SELECT min(o.id) FROM onske o JOIN soker s ON s.id = o.soker_id \
    WHERE s.fylkesnr = '46' AND o.onskenr = 1 AND o.status = 'SFORM' AND s.id = 27)";

/// From now on the database refuses a write such as `INSERT ON forslag` of one unit.
pub fn poison(house: &House, write: &str, which: &str) {
    if house.is_postgres() {
        house.sql(&format!(
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               IF {which} THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$;
             CREATE TRIGGER poison BEFORE {write} FOR EACH ROW EXECUTE FUNCTION poison();"
        ));
    } else {
        house.sql(&format!(
            "CREATE TRIGGER poison BEFORE {write} WHEN {which} BEGIN SELECT RAISE(ABORT, 'poison'); END;"
        ));
    }
}

fn cure(house: &House, write: &str) {
    if house.is_postgres() {
        house.sql(&format!(
            "DROP TRIGGER poison {}; DROP FUNCTION poison",
            &write[write.find("ON").unwrap()..]
        ));
    } else {
        house.sql("DROP TRIGGER poison");
    }
}

both!(
    /// Promise: one poison unit is set aside with its reason, the rest go through; mended, only it is left to do.
    one_poison_unit, |house| {
        house.take("46");
        assert_eq!(house.count(&format!("SELECT CASE WHEN {POISONED} IS NULL THEN 0 ELSE 1 END")), 1);
        poison(house, "INSERT ON forslag", &format!("NEW.onske_id = {}", house.count(&format!("SELECT {POISONED}"))));
        let (out, _) = DAY.try_run(house, 3, &["--json"]);
        let run: serde_json::Value = serde_json::from_str(&out).unwrap();
        let tally = &run["runs"][0]["tally"];
        assert_eq!((&tally["acted"], &tally["rejected"], &tally["seen"]), (&168.into(), &1.into(), &332.into()));
        let said = house.texts("SELECT unit || ' ' || detail AS t FROM journal WHERE verdict = 'rejected'");
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("soker:27 ") && said[0].contains("poison"), "{said:?}");
        DAY.try_run(house, 3, &[]);
        assert_eq!(house.count("SELECT count(*) FROM journal WHERE verdict = 'rejected'"), 1, "told once");
        cure(house, "INSERT ON forslag");
        let mended = house.json(0, &["retry", "1", "--now", DAY.at, "--reason", "mended"]);
        assert_eq!(mended["runs"][0]["tally"]["acted"], 1);
        assert_eq!(house.count("SELECT count(*) FROM forslag WHERE forslagstype = 'VG3'"), 169);
    }
);

/// A write that is refused of one unit: before which run, which write and row, and the unit's key.
const REFUSED: [(Day, &str, &str, &str); 2] = [
    (
        UTTREKK,
        "INSERT ON rapport_kontrakt",
        "NEW.kontrakt_id = (SELECT k.id FROM kontrakt k WHERE k.kontraktsnr = 'V46-900006')",
        "kontrakt:V46-900006",
    ),
    (
        STENG,
        "UPDATE ON rapport_skjema",
        "NEW.stengt IS NOT NULL AND NEW.orgnr = '310000019' AND NEW.grunnkode = 'BATMF3'",
        "skjema:2025/310000019/BATMF3",
    ),
];

both!(
    /// Promise: a rejected unit stands under the key that everybody knows it by, not under its row's number.
    a_rejected_unit_is_found_by_its_key, |house| {
        januar(house);
        for (day, write, which, unit) in REFUSED {
            poison(house, write, which);
            day.try_run(house, 3, &[]);
            let why = house.out(0, &["why", day.job, "--fylke", "46", "--unit", unit]);
            assert!(why.contains(&format!("{} rejected `{unit}`", day.job)), "{why}");
            cure(house, write);
            day.run(house);
            let why = house.out(0, &["why", day.job, "--fylke", "46", "--unit", unit]);
            assert!(why.contains(&format!("{} acted `{unit}`", day.job)), "{why}");
        }
    }
);

both!(
    /// When every unit is refused the fault is not the units': the run fails and waits for a person.
    too_many_rejects, |house| {
        house.take("46");
        house.file("rutine.toml", "rejected_max = 5\n");
        poison(house, "INSERT ON forslag", "NEW.onske_id > 0");
        house.file("rutine.toml", "rejected_max = 5\nchunk_units = 20\n");
        let (out, _) = DAY.try_run(house, 1, &[]);
        assert!(out.contains("more than 5 units rejected"), "{out}");
        let committed = house.json(0, &["show", "1"])["runs"][0]["tally"].clone();
        let (seen, rejected) = (&committed["seen"], &committed["rejected"]);
        assert!(out.contains("what was committed before stands:") && out.contains(&format!("seen {seen} ")), "{out}");
        assert!(out.contains(&format!("rejected {rejected}")) && *rejected == 6, "{out}");
        let why = house.out(0, &["why", "1"]);
        assert!(why.contains("failed") && why.contains("rutine retry 1"), "{why}");
        assert_eq!(house.texts("SELECT state AS t FROM runs"), ["failed"]);
        cure(house, "INSERT ON forslag");
        house.out(0, &["retry", "1", "--now", DAY.at]);
        assert_eq!(house.count("SELECT count(*) FROM forslag WHERE forslagstype = 'VG3'"), 169);
    }
);

both!(
    /// Promise: a plan shows what the run then does, and leaves nothing but itself.
    a_plan_is_the_run_rolled_back, |house| {
        house.take("46");
        let before = house.effects();
        let plan = DAY.plan(house);
        assert_eq!((plan["state"].as_str(), plan["changes"].as_array().unwrap().len()), (Some("planned"), 169));
        assert_eq!(plan["letters"].as_array().unwrap().len(), 172);
        assert_eq!(house.effects(), before);
        assert_eq!(house.count("SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM attempts)"), 0);
        assert_eq!(DAY.plan(house)["digest"], plan["digest"], "the same world, the same digest");
        DAY.try_run(house, 0, &["--plan", plan["digest"].as_str().unwrap()]);
        assert_eq!(house.count("SELECT count(*) FROM forslag WHERE forslagstype = 'VG3'"), 169);
    }
);

both!(
    /// Promise: a plan that no longer holds is refused, says what has changed, and nothing is written.
    a_plan_out_of_date, |house| {
        house.take("46");
        let plan = DAY.plan(house);
        let digest = plan["digest"].as_str().unwrap();
        house.sql("UPDATE soker SET aktiv = FALSE WHERE id = 27");
        let before = house.effects();
        let (_, err) = DAY.try_run(house, 4, &["--plan", digest]);
        assert!(err.contains("  acted TILBUD  then 169, now 168\n  left PASSIV   then 8, now 9\n"), "{err}");
        assert!(err.contains("  soker:27: then acted TILBUD, now left PASSIV\n"), "{err}");
        assert_eq!(house.effects(), before);
        let (_, err) = DAY.try_run(house, 4, &["--plan", "0123456789abcdef"]);
        assert!(err.contains("there is no plan `0123456789abcdef`"), "{err}");
        let ledger = "SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM attempts) + (SELECT count(*) FROM log_lines)";
        assert_eq!(house.count(ledger), 0, "what was asked for in vain is owed by nobody");
    }
);

/// The states of runs and of attempts.
fn standing(house: &House) -> Vec<String> {
    house.texts(
        "SELECT r.state || ' ' || COALESCE(r.skipped_because, '-') || ' ' || COALESCE(r.error, '-') || ' ' || COALESCE(CAST(r.settled AS TEXT), '-')
           || COALESCE((SELECT ' ' || string_agg(a.state, ' ' ORDER BY a.number) FROM attempts a WHERE a.run_id = r.id), '') AS t
         FROM runs r ORDER BY r.id",
    )
}

both!(
    /// A guard that refuses leaves no run behind that was not there; one that was stands as it stood, its attempt told.
    a_refusal_leaves_the_ledger_as_it_was, |house| {
        house.take("11");
        let args = |now| ["run", "5A115", "--fylke", "11", "--asof", DAY.asof, "--now", now];
        let late = "2026-09-02T08:00:00Z";
        assert!(house.err(4, &args(late)).contains("has passed"));
        assert_eq!(standing(house), [""; 0]);
        for (state, because, error, settled) in [("due", "NULL", "NULL", "NULL"), ("skipped", "'holiday'", "NULL", "'2026-07-28 05:00:00'"), ("failed", "NULL", "'disk full'", "NULL")] {
            house.sql(&format!(
                "DELETE FROM log_lines; DELETE FROM attempts; DELETE FROM runs;
                 INSERT INTO runs (job, routine, fylke, slot, state, skipped_because, error, settled, created)
                   VALUES ('5A115', '5A115', '11', '2026-07-28', '{state}', {because}, {error}, {settled}, '2026-07-28 04:00:00')"
            ));
            let before = standing(house).remove(0);
            assert!(house.err(4, &args(late)).contains("has passed"));
            assert_eq!(standing(house), [format!("{before} returned")]);
        }
        house.out(0, &args(DAY.at));
        let before = standing(house).remove(0);
        let mut planned = args(DAY.at).to_vec();
        planned.extend(["--plan", "0123456789abcdef"]);
        assert!(house.err(4, &planned).contains("there is no plan"));
        assert_eq!(standing(house), [before], "a plan that is not there begins nothing");
    }
);

both!(
    /// `plan --exit-code` tells a script whether there is anything to do.
    a_plan_for_scripts, |house| {
        house.take("46");
        let args = ["plan", "5A115", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at, "--exit-code"];
        house.out(10, &args);
        DAY.run(house);
        house.out(0, &args);
    }
);

both!(
    /// Promise: four processes at once on one run: the effects are those of one.
    four_at_once, |house| {
        house.take("46");
        house.chunk_units(20);
        let args = ["run", "5A115", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at, "-q"];
        let started: Vec<_> = (0..4).map(|_| house.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()).collect();
        let exits: Vec<_> = started.into_iter().map(|mut c| c.wait().unwrap().code()).collect();
        assert!(exits.iter().all(|e| matches!(e, Some(0 | 4))), "{exits:?}");
        assert!(exits.contains(&Some(0)));
        assert_eq!(house.count("SELECT count(*) FROM forslag WHERE forslagstype = 'VG3'"), 169);
        assert_eq!(house.count("SELECT count(*) FROM journal WHERE verdict = 'acted'"), 169);
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE state = 'pending'"), 172);
    }
);

both!(
    /// Promise, in small: SIGKILL in the middle, again and again, and the ledger comes out whole.
    killed_for_real, |house| {
        house.take("46");
        house.chunk_units(7);
        let args = ["run", "5A115", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at, "-vv", "--color", "never"];
        let mut chunks = 1;
        while chunks <= 12 {
            let mut child = house.command(&args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            let told = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
            let settled = told.filter(|l| l.contains("has settled")).take(chunks).count();
            child.kill().unwrap();
            let ended = child.wait().unwrap();
            // Refused: the server has not noticed yet that the session of the process just killed is gone.
            assert!(settled > 0 || ended.code() == Some(4), "{ended}");
            chunks += usize::from(settled > 0);
        }
        DAY.run(house);
        assert_eq!(house.count("SELECT count(*) FROM forslag WHERE forslagstype = 'VG3'"), 169);
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE state = 'pending'"), 172);
        assert_eq!(house.count("SELECT count(*) FROM journal WHERE verdict = 'acted'"), 169);
        let shown = house.json(0, &["show", "1"]);
        assert_eq!(shown["runs"][0]["acted_total"], 169, "the attempts' sum");
        let lost = house.count("SELECT count(*) FROM attempts WHERE state = 'lost'");
        assert!(lost >= 1, "the attempts that were killed are told");
    }
);

both!(
    /// Behind a run that did not succeed, the same county's later ones are not begun; other counties go on.
    a_chain_stops_where_it_broke, |house| {
        house.take("46");
        house.file("rutine.toml", "rejected_max = 5\n");
        poison(house, "INSERT ON forslag", "NEW.onske_id > 0");
        let args = ["run", "5A115", "5A114", "--fylke", "46", "11", "--asof", DAY.asof, "--now", DAY.at, "--nobody", "--json"];
        let doc: serde_json::Value = serde_json::from_str(&house.out(1, &args)).unwrap();
        let states: Vec<_> = doc["runs"].as_array().unwrap().iter().map(|r| r["state"].as_str().unwrap().to_owned()).collect();
        assert_eq!(states, ["failed", "due", "done", "done"]);
        assert!(doc["runs"][1]["refused"].as_str().unwrap().contains("not begun: 5A115 did not succeed"));
        let o = house.run(&args[..args.len() - 1]);
        let err = String::from_utf8(o.stderr).unwrap();
        for part in ["error: 1 of 4 failed: 5A115 46", "error: 1 of 4 refused or not begun: 5A114 46", "hint: `rutine runs --state failed`"] {
            assert!(err.contains(part), "{part}\n{err}");
        }
        assert_eq!(house.count("SELECT count(*) FROM onske_historikk"), 0);
    }
);
