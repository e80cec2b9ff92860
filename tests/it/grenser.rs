//! How far parameters may go: each has a bound, whoever sets it.

use rutine::manifest::{self, Job};
use serde_json::Value;

use crate::house::{House, both, unfolded};
use crate::scene::Day;

const DAY: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };

/// What no parameter of a type may be, as a county writes it.
fn absurd(value: &toml::Value) -> Vec<String> {
    match value {
        toml::Value::Integer(_) => vec!["-1".into(), "99999".into()],
        toml::Value::String(_) => vec!["x".repeat(200)],
        toml::Value::Array(_) => vec!["[\"X\"]".into(), "[1, 1]".into()],
        toml::Value::Boolean(_) => vec![],
        other => panic!("how far may a {} go?", other.type_str()),
    }
}

fn takes(job: &Job, name: &str, value: &str) -> bool {
    job.in_force("46", &[], &[(name.to_owned(), value.to_owned())]).is_ok()
}

/// Promise: no parameter of any routine is without bounds; each bound is a parameter's and says in words what is allowed.
#[test]
fn every_parameter_has_bounds() {
    let mut met = 0;
    for job in manifest::load(None).unwrap() {
        for (name, param) in &job.params {
            for value in absurd(&param.value) {
                met += 1;
                assert!(!takes(&job, name, &value), "{}.{name} takes {value}", job.code);
            }
            let is_plain = matches!(param.value, toml::Value::Boolean(_) | toml::Value::String(_));
            assert!(is_plain || job.routine.bound(name).is_some(), "{}.{name}", job.code);
        }
        for bound in job.routine.bounds {
            assert!(job.params.contains_key(bound.name), "{} has no `{}`", job.code, bound.name);
            assert!(!bound.words().is_empty());
        }
    }
    assert!(met > 40, "{met}");
}

both!(
    /// Promise: what is out of bounds is refused at the door, with line, column and what is allowed: so is a date of another
    /// year, and a row that would move the year itself. The rest of the file is taken in.
    a_countys_row_is_held_to_them, |house| {
        let rows = "fylkesnr;soknadsar;navn;verdi\n46;2026;5A115.svarfrist_dager;900\n46;2026;AR-UTTREKK.ar;1999\n\
            46;2026;5A115.svarfrist;2029-08-10\n46;2026;5A115.siste_dato;01-15\n46;2026;5A120.skolevalg;[]\n\
            46;2026;5A106.kontraktsnr_prefiks;FYLKESKONTRAKT\n46;2026;5A114.varslet_dager_min;4\n";
        let path = house.file("fylke_parameter.csv", rows);
        let told = house.json(3, &["intake", path.to_str().unwrap()]).to_string();
        for part in ["allowed: 1 to 60 (ASSUMED", "the year is the row's own", "YYYY-MM-DD such as `2026-08-10`, from 1 March",
            "03-01 to 12-31", "one or more of AVGIVERSKOLE", "text of length 10 at most"] {
            assert!(told.contains(part), "{part}\n{told}");
        }
        assert_eq!(house.texts("SELECT navn AS t FROM fylke_parameter"), ["5A114.varslet_dager_min"]);
    }
);

both!(
    /// Promise: a row that stood there before is named by `check`; no run or plan begins on it, and nothing is written.
    a_row_that_is_there_already, |house| {
        house.take("vg3_forslag");
        for (navn, verdi, said) in [
            ("svarfrist_dager", "900", "allowed: 1 to 60"),
            ("svarfrist", "2029-08-10", "from 1 March of the year applied in"),
            ("soknadsar", "2025", "the year is the row's own"),
        ] {
            house.sql(&format!(
                "DELETE FROM fylke_parameter; INSERT INTO fylke_parameter (fylkesnr, soknadsar, navn, verdi) VALUES ('46', 2026, '5A115.{navn}', '{verdi}')"
            ));
            let told = house.json(5, &["check"])["faults"].to_string();
            assert!(told.contains(said) && told.contains(navn), "{told}");
            for command in ["run", "plan"] {
                let told = house.err(5, &[command, "5A115", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at]);
                assert!(told.contains("in fylke_parameter:") && told.contains(navn), "{told}");
            }
        }
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    }
);

both!(
    /// Promise: what an operator gives, and what a manifest says, is held to the same bounds, and a date to its year.
    an_operator_and_a_manifest_are_held_to_them, |house| {
        house.take("vg3_forslag");
        for (given, said) in [
            (&["svarfrist_dager=900"][..], "`svarfrist_dager` is `900`, expected 1 to 60"),
            (&["svarfrist=2029-08-10"], "parameters of 5A115 in 2026: `svarfrist` is `2029-08-10`, expected YYYY-MM-DD"),
            (&["soknadsar=20266"], "expected 0 or a year"),
            (&["krev_rett=[]"], "`krev_rett` is empty, expected one or more of UNGDOMSRETT"),
        ] {
            let mut args = vec!["run", "5A115", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at];
            given.iter().for_each(|p| args.extend(["--param", p]));
            let told = house.err(2, &args);
            assert!(told.contains(said), "{told}");
        }
        let built_in = |code: &str| manifest::built_in().find(|(file, _)| file.starts_with(code)).unwrap().1;
        let own = |name: &str, before: &str, value: &str| {
            let head = |value: &str| format!("[params.{name}]\nvalue = {value}\n");
            assert!(built_in("5A115").contains(&head(before)));
            house.file("jobs/5A115.toml", built_in("5A115").replace(&head(before), &head(value)));
            house.file("rutine.toml", "jobs = \"jobs\"\n");
        };
        own("svarfrist_dager", "7", "900");
        let told = house.told(5, &["check"]);
        assert!(told.contains("jobs/5A115.toml:") && told.contains("`svarfrist_dager` is `900`, expected 1 to 60"), "{told}");
        own("svarfrist", "\"\"", "\"2029-08-10\"");
        let told = house.err(5, &["run", "5A115", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at]);
        assert!(told.contains("5A115.toml") && told.contains("in 2026: `svarfrist` is `2029-08-10`"), "{told}");
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    }
);

/// Promise: `jobs show` says how far each may go, in words and for programs.
#[test]
fn bounds_are_shown() {
    let house = House::sqlite();
    let table = house.out(0, &["jobs", "show", "5A115"]);
    assert!(unfolded(&table).contains("svarfrist_dager 1 to 60 (ASSUMED:"), "{table}");
    let shown = house.json(0, &["jobs", "show", "5A115"]);
    let allowed = &shown["job"]["params"]["svarfrist_dager"]["allowed"];
    assert!(allowed.as_str().unwrap().starts_with("1 to 60 (ASSUMED"), "{shown}");
    assert_eq!(shown["job"]["params"]["avviksfag"]["allowed"], Value::Null);
}
