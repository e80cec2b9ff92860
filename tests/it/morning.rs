//! The morning after a bad night: what stands failed, lost, refused or paused is told wherever one looks, in one word each.

use rutine::store::Holder;

use crate::house::{House, both, unfolded};
use crate::run::{FAR, PAST, held};
use crate::scene::Day;

/// An extract that Vestland owes, with nothing taken in.
const EVE: &str = "2027-01-05T12:00:00Z";
const DAY: &str = "2027-01-06T12:00:00Z";

/// What a command says on both streams.
fn told(house: &House, exit: i32, args: &[&str]) -> String {
    let o = house.run(args);
    let said = String::from_utf8([o.stdout, o.stderr].concat()).unwrap();
    assert_eq!(o.status.code(), Some(exit), "rutine {args:?}: {said}");
    said
}

fn tick(house: &House, exit: i32, at: &str) -> String {
    told(house, exit, &["tick", "--now", at])
}

/// A night in which an extract failed.
fn bad_night(house: &House) {
    house.file("rutine.toml", "fylker = [\"46\"]\n");
    tick(house, 0, EVE);
}

both!(
    /// Promise: a look that itself did nothing wrong ends well, and says all the same what an earlier one left for a person, and
    /// what shows it. A failure is told once.
    the_look_after_a_failure, |house| {
        bad_night(house);
        let failed = unfolded(&tick(house, 1, DAY));
        assert_eq!(failed.matches("has no contract that runs on 2027-01-06").count(), 1, "{failed}");
        assert!(!failed.contains("ERROR") && !failed.contains("WARN"), "{failed}");
        let quiet = unfolded(&tick(house, 0, DAY));
        assert!(quiet.contains("0 fell due, 0 skipped, 0 rescued waiting for a person: 1 failed run: AR-UTTREKK Vestland"), "{quiet}");
        assert!(quiet.contains("`rutine runs --state failed` lists them") && !quiet.contains("has no contract"), "{quiet}");
        let doc = house.json(0, &["tick", "--now", DAY]);
        assert_eq!((&doc["runs"], &doc["waiting"][0]["job"]), (&serde_json::json!([]), &"AR-UTTREKK".into()));
        house.sql(
            "INSERT INTO attempts (run_id, number, state, trigger, actor, holder, version, params, tally, started)
               SELECT id, 9, 'done', 'operator', 'test', 'x', '0', '{}', '{}', '2026-07-28 04:00:00' FROM runs WHERE job = 'AR-UTTREKK';
             INSERT INTO letters (key, unit, purpose, attempt_id, job, fylke, to_name, to_address, subject, language, body, state, created, message_id)
               SELECT 'k', 'soker:1', 'tilbud', max(id), 'AR-UTTREKK', '46', 'x', 'x@y.example', 's', 'nb', 'b', 'unknown', '2026-07-28 04:00:00', 'm' FROM attempts",
        );
        let both = unfolded(&tick(house, 0, DAY));
        assert!(both.contains("waiting for a person: 1 letter unknown"), "{both}");
        let check = house.out(0, &["check", "--now", DAY]);
        let (waits, verdict) = (check.find("waiting for a person: 1 failed run, 1 letter unknown"), check.find("no faults"));
        assert!(waits.unwrap() < verdict.unwrap(), "{check}");
        assert!(check.ends_with("settings and jobs: no faults; what waits for a person stands above\n"), "{check}");
    }
);

both!(
    /// Promise: what failed for one cause in several counties is told once, with the counties and the runs, by the look and by
    /// `check`; the documents tell each. What comes behind it names the run that comes first, and is not to be settled as nobody's.
    a_night_that_failed_everywhere, |house| {
        house.file("rutine.toml", "fylker = [\"11\", \"46\", \"55\"]\n");
        tick(house, 0, EVE);
        let failed = unfolded(&tick(house, 1, DAY));
        let ids = house.texts("SELECT CAST(id AS TEXT) AS t FROM runs WHERE job = 'AR-UTTREKK' ORDER BY id");
        let runs = ids.join(", ");
        assert!(failed.contains(&format!("AR-UTTREKK rapport_uttrekk fylke 11,46,55 2027-01-06 runs {runs} failed")), "{failed}");
        assert_eq!(failed.matches("has no contract that runs on").count(), 1, "{failed}");
        let check = unfolded(&house.out(0, &["check", "--now", DAY]));
        assert!(check.contains(&format!("3 failed runs runs {runs}, AR-UTTREKK for fylke 11,46,55 on 2027-01-06 as of 2027-01-06 13:00: fylke 11,46,55 has no contract")), "{check}");
        assert_eq!(check.matches("has no contract that runs on").count(), 1, "{check}");
        assert_eq!(house.json(0, &["check", "--now", DAY])["waiting"].as_array().unwrap().len(), 3);
        let behind = house.count("SELECT id FROM runs WHERE job = 'AR-OPPSTART' AND fylke = '11'").to_string();
        let by_hand = ["run", "AR-OPPSTART", "--fylke", "11", "--asof", "2027-01-06"];
        for command in [&["retry", &behind][..], &by_hand] {
            let said = house.err(4, &[command, &["--now", DAY]].concat());
            let first = format!("run {0}, AR-UTTREKK, comes before it and is failed (`rutine why {0}`): `rutine retry {0}` first", ids[0]);
            assert!(said.contains(&first) && !said.contains("--nobody"), "{said}");
        }
        house.out(0, &["retry", &ids[0], "--nobody", "--now", DAY]);
        assert!(house.err(4, &["retry", &behind, "--now", DAY]).contains(&format!("`rutine retry {behind} --nobody` settles it")));
    }
);

both!(
    /// Promise: a failure that is tried again says when, and one that waits says so, where the look itself tells it.
    when_it_is_tried_again, |house| {
        house.take("vg3_forslag");
        house.file("rutine.toml", "fylker = [\"46\"]\nrejected_max = 0\n");
        tick(house, 0, "2026-07-27T12:00:00Z");
        house.sql("ALTER TABLE forslag RENAME TO borte");
        let said = unfolded(&tick(house, 1, "2026-07-28T05:00:00Z"));
        assert!(said.contains("it is tried again 2026-07-28 07:") && !said.contains("waiting for a person"), "{said}");
        assert!(!said.contains("WARN run"), "{said}");
        let doc = house.json(1, &["tick", "--now", "2026-07-28T05:30:00Z"]);
        assert!(doc["runs"][0]["not_before"].is_string(), "{doc}");
        house.sql("ALTER TABLE borte RENAME TO forslag");
    }
);

both!(
    /// Promise: `check` tells each pause in force: what it holds back, until when, and what ends it; not one that is over.
    a_pause_in_force_is_told, |house| {
        house.file("rutine.toml", "fylker = [\"46\", \"55\"]\n");
        let at = ["--now", "2026-07-01T12:00:00Z"];
        house.out(0, &[&at, &["pause", "5A115", "--until", "2026-08-01", "--reason", "new structure"][..]].concat());
        let check = house.out(0, &[&at, &["check"][..]].concat());
        let said = unfolded(&check);
        assert!(said.contains("paused: 5A115 for every fylke by ") && said.contains("until 2026-08-01: new structure"), "{said}");
        assert!(said.contains("it holds back 5A115 for fylke 46, 55 on 2026-07-28"), "{said}");
        assert!(said.contains("`rutine resume 5A115` ends it"), "{said}");
        let doc = house.json(0, &[&at, &["check"][..]].concat());
        assert_eq!(doc["pauses"][0]["skips"][0]["dates"], serde_json::json!(["2026-07-28"]));
        let over = house.out(0, &["check", "--now", "2026-08-02T12:00:00Z"]);
        assert!(!over.contains("paused"), "{over}");
        house.out(0, &[&at, &["resume", "5A115"][..]].concat());
        assert!(!house.out(0, &[&at, &["check"][..]].concat()).contains("paused"));
    }
);

both!(
    /// Promise: a run whose process is gone is `lost` wherever it is shown, never `running` and never `left`, which is said of
    /// units; the document keeps the ledger's state. One whose process lives is running.
    a_lost_run_has_one_word, |house| {
        let mut db = house.db();
        let holder = Holder::new(&mut db, &house.url).unwrap();
        held(house, &holder.id, FAR);
        assert!(house.out(0, &["runs"]).contains("running") && house.out(0, &["show", "1"]).contains("running"));
        assert!(!house.out(0, &["check"]).contains("lost"));
        assert_eq!(house.json(0, &["runs"])["runs"][0]["lost"], false);
        drop(holder);
        drop(db);
        house.sql("UPDATE runs SET holder = 'feedfacefeedfacefeedfacefeedface'");
        house.sql(
            "INSERT INTO runs (job, routine, fylke, slot, state, fence, created, due_at, not_before) VALUES ('5A115', '5A115',
               '46', '2026-07-29', 'due', 0, '2026-07-28 04:00:00', '2026-07-28 04:00:00', '2026-07-28 04:00:00')",
        );
        for lease in [FAR, PAST] {
            house.sql(&format!("UPDATE runs SET lease_until = '{lease}' WHERE id = 1"));
            for args in [&["runs"][..], &["show", "1"], &["why", "1"], &["logs", "1"], &["logs", "1", "--follow"], &["why", "2"], &["check"]] {
                let said = house.out(0, args).replace("running.", "");
                let said = unfolded(&said);
                assert!(said.contains("lost") && !said.contains("running") && !said.contains("left:"), "{args:?}: {said}");
            }
        }
        for args in [&["runs", "--state", "running"][..], &["show", "1"], &["why", "1"]] {
            let run = house.json(0, args)["runs"][0].clone();
            assert_eq!((&run["state"], &run["lost"]), (&"running".into(), &true.into()), "{args:?}");
        }
        assert_eq!(house.json(0, &["logs", "1"])["lost"], true);
        assert_eq!(house.json(0, &["check"])["lost"][0]["run"], 1);
    }
);

both!(
    /// Promise: an attempt that was refused is called so in every command, is told in the log, and is no try.
    a_refused_attempt_has_one_word, |house| {
        house.take("46");
        let day = Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
        day.run(house);
        Day { at: "2026-08-10T08:00:00Z", ..day }.try_run(house, 4, &[]);
        let tries = |run: &serde_json::Value| (run["tries"].clone(), run["attempts"].as_array().unwrap().len());
        assert_eq!(tries(&house.json(0, &["runs"])["runs"][0]), (1.into(), 2));
        let row = house.out(0, &["runs"]).lines().nth(1).unwrap().to_owned();
        assert!(row.trim_end().ends_with(" 1"), "{row}");
        assert!(house.out(0, &["show", "1"]).contains("attempt 2  refused"));
        assert!(unfolded(&house.out(0, &["why", "1"])).contains("was refused, and the run stands as it stood"));
        let log = unfolded(&house.out(0, &["logs", "1"]));
        assert!(log.contains("run 1, attempt 2 refused: ") && log.contains("has passed"), "{log}");
        for args in [["show", "1"], ["why", "1"], ["logs", "1"]] {
            let said = house.out(0, &args);
            assert!(!said.contains("returned") && !said.contains("given back"), "{args:?}: {said}");
        }
        let attempt = &house.json(0, &["show", "1"])["runs"][0]["attempts"][1];
        assert_eq!((&attempt["state"], &attempt["outcome"]), (&"returned".into(), &"refused".into()));
        house.sql("UPDATE attempts SET error = 'given back: the process was asked to stop' WHERE number = 2");
        assert!(house.out(0, &["show", "1"]).contains("attempt 2  given back"));
    }
);

both!(
    /// Promise: a plan that has been run is refused with the word that a run has for it: its units are `unchanged`.
    a_plan_used_twice, |house| {
        house.take("46");
        let day = Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
        let plan = day.plan(house);
        let (digest, acted) = (plan["digest"].as_str().unwrap(), plan["tally"]["acted"].as_i64().unwrap());
        day.try_run(house, 0, &["--plan", digest]);
        let (_, err) = day.try_run(house, 4, &["--plan", digest]);
        assert!(err.contains(&format!("unchanged        then 0, now {acted}")) || unfolded(&err).contains(&format!("unchanged then 0, now {acted}")), "{err}");
        assert!(err.contains("then acted TILBUD, now unchanged") && !err.contains("no candidate"), "{err}");
        assert_eq!(day.run(house)["tally"]["unchanged"], acted);
    }
);
