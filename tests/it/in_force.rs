//! A county's own parameters: what a manifest may say of them, which of several values is in force, and how that is shown.

use std::path::PathBuf;

use rutine::manifest;

use crate::house::{House, both};
use crate::scene::Day;

const DAY: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };

const DEFAULTS: [(&str, &str); 5] = [
    ("svarfrist_dager", "7"),
    ("svarfrist_dager_min", "3"),
    ("svarfrist", "\"\""),
    ("avviksfag", "false"),
    ("larekandidat", "true"),
];

/// What Vestland has otherwise, in the tests that need it.
const VESTLAND: &str = "[fylke.46.params]\nsvarfrist_dager = { value = 8, mark = \"46 § 9\" }\n\
     avviksfag = { value = true, mark = \"46 § 3\" }\nlarekandidat = false\n\
     [schedule]\ndates = [\"28.07\"]\nat = \"06:00\"\n[fylke.46.schedule]\nmark = \"46 § 20\"\n";

/// A manifest of 5A115 whose parameters are the routine's, with defaults and marks of the test's own, and what counties have otherwise.
fn manifest(house: &House, own: &str) -> PathBuf {
    let jobs = manifest::load(None).unwrap();
    let shipped = &manifest::find(&jobs, "5A115").unwrap().params;
    let param = |(name, p): (&String, &manifest::Param)| {
        let own = DEFAULTS.iter().find(|(known, _)| known == name).map(|(_, value)| (*value).to_owned());
        let value = own.unwrap_or_else(|| p.value.to_string());
        format!("[params.{name}]\nvalue = {value}\nabout = \"of {name}\"\nmark = \"FACT S1\"\n")
    };
    let params: String = shipped.iter().map(param).collect();
    house.file("jobs/5A115.toml", format!("routine = \"5A115\"\nabout = \"x\"\n{own}\n{params}"))
}

/// What `load` says, without the names of all the fields there are.
fn faults(house: &House) -> Vec<String> {
    let found = manifest::load(Some(&house.jobs())).err().map(|f| f.0).unwrap_or_default();
    let message = |m: &str| m.split(", expected one of `avviksfag`").next().unwrap().to_owned();
    found.iter().map(|f| format!("{}: {}", f.line, message(&f.message))).collect()
}

/// Promise: each of a county's values is told by itself, with its line and what was expected.
#[test]
fn faults_of_a_countys_own() {
    let house = House::sqlite();
    manifest(
        &house,
        "[fylke.11.params]\nsvarfrist_dager = \"snart\"\nsvarfrist_uker = 2\n\
         svarfrist = { value = \"1.9\", mark = \"11 § 29\" }\navviksfag = { verdi = true, mark = \"11 § 3\" }\n\
         larekandidat = { value = 1, mark = 2 }\n[fylke.46.params]\nsvarfrist_dager = -3\n\
         fellesfag_stryk_max = { value = -1 }\nsvarfrist = {}\n[fylke.18]\nparams = 5\n",
    );
    insta::assert_snapshot!(faults(&house).join("\n"));
}

/// A plain value and one with its mark; of any kind of TOML's ways to write a table.
#[test]
fn a_countys_value_carries_its_mark() {
    let house = House::sqlite();
    manifest(
        &house,
        "[fylke.11.params]\nsvarfrist_dager = 8\nsvarfrist = { value = \"2026-08-10\", mark = \"11 § 29\" }\n\
         avviksfag.value = true\navviksfag.mark = \"11 § 3\"\n[fylke.11.params.larekandidat]\nvalue = false\n",
    );
    let jobs = manifest::load(Some(&house.jobs())).unwrap_or_else(|f| panic!("{:?}", f.0));
    let told = |fylke: &str, name: &str| {
        let all = jobs[0].in_force(fylke, &[], &[]).unwrap();
        let one = all.into_iter().find(|p| p.name == name).unwrap();
        format!("{} {:?} {}", one.value, one.from, one.mark.unwrap_or_default())
    };
    assert_eq!(told("11", "svarfrist_dager"), "8 Manifest ");
    assert_eq!(told("11", "svarfrist"), "\"2026-08-10\" Manifest 11 § 29");
    assert_eq!(told("11", "avviksfag"), "true Manifest 11 § 3");
    assert_eq!(told("11", "larekandidat"), "false Manifest ");
    assert_eq!(told("46", "svarfrist_dager"), "7 Default FACT S1");
}

/// The order of precedence: default, the county's in the manifest, its row, what is given; of one layer the last.
#[test]
fn each_layer_wins_over_the_one_before() {
    let house = House::sqlite();
    manifest(&house, "[fylke.11.params]\nsvarfrist_dager = { value = 8, mark = \"11 § 29\" }\n");
    let jobs = manifest::load(Some(&house.jobs())).unwrap_or_else(|f| panic!("{:?}", f.0));
    let layer = |values: &[&str]| -> Vec<(String, String)> {
        values.iter().map(|v| ("svarfrist_dager".to_owned(), (*v).to_owned())).collect()
    };
    let check = |fylke: &str, rows: &[&str], given: &[&str], expected: &str| {
        let all = jobs[0].in_force(fylke, &layer(rows), &layer(given)).unwrap();
        let one = all.iter().find(|p| p.name == "svarfrist_dager").unwrap();
        let told = format!("{} {:?} {}", one.value, one.from, one.mark.as_deref().unwrap_or("-"));
        assert_eq!(told, expected, "{fylke} {rows:?} {given:?}");
        assert_eq!(manifest::table(&all)["svarfrist_dager"], one.value);
    };
    check("46", &[], &[], "7 Default FACT S1");
    check("11", &[], &[], "8 Manifest 11 § 29");
    check("11", &["9"], &[], "9 Database -");
    check("46", &["9"], &[], "9 Database -");
    check("11", &["9"], &["10"], "10 Given -");
    check("11", &[], &["10", "12"], "12 Given -");
    assert!(jobs[0].in_force("11", &layer(&["snart"]), &[]).is_err());
}

/// The county's rows, as intake takes them; of last year too, which no longer counts.
fn take_rows(house: &House) {
    let rows = "fylkesnr;soknadsar;navn;verdi\n46;2026;5A115.svarfrist_dager;10\n46;2025;5A115.avviksfag;false\n\
                46;2027;5A115.svarfrist_dager;9\n46;2027;5A115.larekandidat;false\n11;2026;5A115.larekandidat;true\n";
    house.out(0, &["intake", house.file("fylke_parameter.csv", rows).to_str().unwrap()]);
}

/// What `jobs show --fylke` says before the reasons, with one blank between words.
fn show(house: &House, more: &[&str]) -> String {
    let args = ["--jobs", "jobs", "--now", DAY.at, "jobs", "show", "5A115", "--fylke"];
    let out = house.out(0, &[&args, more].concat());
    // An address stands alone and whole.
    assert!(out.lines().all(|l| l.chars().count() <= 80 || l.trim_start().starts_with("https://")), "{out}");
    let before = out.split("\n\nREASON").next().unwrap();
    before.split_whitespace().collect::<Vec<_>>().join(" ")
}

both!(
    /// `jobs show --fylke`: each value, where it comes from and what it rests on; the county's dates alone.
    one_county_is_shown, |house| {
        manifest(house, VESTLAND);
        take_rows(house);
        let out = show(house, &["46"]);
        for part in [
            "switched on for 46 (Vestland) 46: 28.07 at 06:00; rests on 46 § 20 next 2027-07-28 06:00, ",
            " in force for 46 (Vestland), with its rows of 2026: PARAMETER ",
            "svarfrist_dager 10 row of 2026 - ",
            "avviksfag true manifest 46 § 3 ",
            "larekandidat false manifest - ",
            "svarfrist_dager_min 3 default FACT S1 ",
        ] {
            assert!(out.contains(part), "{part}\n{out}");
        }
        assert_eq!(show(house, &["vestland"]), out);
        assert!(show(house, &["46", "--year", "2027"]).contains("svarfrist_dager 9 row of 2027 "));
        assert!(show(house, &["Rogaland"]).contains("switched on for 11 (Rogaland) 11: 28.07 at 06:00 next "));
        let doc = house.json(0, &["--jobs", "jobs", "--now", DAY.at, "jobs", "show", "5A115", "--fylke", "46"]);
        let job = &doc["job"];
        assert_eq!((&job["fylke"], &job["year"], &job["database_read"]), (&"46".into(), &2026.into(), &true.into()));
        assert_eq!(job["schedules"][0]["mark"], "46 § 20");
        let of = |name: &str| job["in_force"].as_array().unwrap().iter().find(|p| p["name"] == name).unwrap().clone();
        let days = serde_json::json!({"name": "svarfrist_dager", "value": 10, "about": "of svarfrist_dager", "mark": null, "from": "database"});
        assert_eq!(of("svarfrist_dager"), days);
        assert_eq!((&of("avviksfag")["from"], &of("svarfrist_dager_min")["from"]), (&"manifest".into(), &"default".into()));
        house.sql("UPDATE fylke_parameter SET verdi = 'snart' WHERE verdi = '10'");
        let wrong = house.err(5, &["--jobs", "jobs", "--now", DAY.at, "jobs", "show", "5A115", "--fylke", "46"]);
        assert!(wrong.contains("in fylke_parameter: parameter `svarfrist_dager` is `snart`"), "{wrong}");
    }
);

/// Without a database the manifest's is shown, and that it is the manifest's alone.
#[test]
fn one_county_without_a_database() {
    let house = House::sqlite();
    manifest(&house, &format!("{VESTLAND}[fylke.11]\nenabled = false\n"));
    let nowhere = ["--database", "sqlite:nowhere.db"];
    let out = show(&house, &[&["46"], &nowhere[..]].concat());
    assert!(
        out.contains("by the manifest alone: no database was read: there is no `nowhere.db` PARAM"),
        "{out}"
    );
    assert!(out.contains("svarfrist_dager 8 manifest 46 § 9"), "{out}");
    assert!(!house.dir.path().join("nowhere.db").exists());
    let off = show(&house, &[&["11"], &nowhere[..]].concat());
    assert!(off.contains("switched off for 11 (Rogaland); `enabled` under `[fylke.11]`"), "{off}");
    assert!(off.contains(" owes nothing while it is switched off "), "{off}");
    assert!(house.err(2, &["jobs", "show", "5A115", "--fylke", "vest"]).contains("there is no fylke `vest`"));
    assert!(house.err(2, &["jobs", "show", "5A115", "--year", "2026"]).contains("--fylke"));
    let names = house.texts("SELECT fylkesnr || ' ' || navn AS t FROM fylke ORDER BY 1");
    let known =
        rutine::domain::fylke::FYLKER.map(|nr| format!("{nr} {}", rutine::domain::fylke::navn(nr).unwrap()));
    assert!(names.iter().zip(&known).all(|(full, norwegian)| full.split(" – ").next() == Some(norwegian)));
}

both!(
    /// In a run, and in its plan: default, the county's in the manifest, its row, what is given. The plan says which.
    a_run_keeps_to_the_order, |house| {
        manifest(house, VESTLAND);
        house.take("vg3_forslag");
        take_rows(house);
        house.file("rutine.toml", "jobs = \"jobs\"\n");
        let args = ["plan", "5A115", "--fylke", "46", "--asof", DAY.asof, "--now", DAY.at, "--param", "larekandidat=true"];
        let out = house.out(0, &args);
        let told = "  planned\n  avviksfag = true (the county's in the manifest, 46 § 3)\n  svarfrist_dager = 10 (the county's row of 2026)\n  seen ";
        assert!(out.contains(told), "{out}");
        let given = Day { params: &["svarfrist_dager=3"], ..DAY };
        assert!(house.out(0, &[&args[..], &["--param", "svarfrist_dager=3"]].concat()).contains("  svarfrist_dager = 3 (given with `--param`)\n"));
        let params = given.plan(house)["params"].clone();
        let of = |name: &str| params.as_array().unwrap().iter().find(|p| p["name"] == name).unwrap().clone();
        assert_eq!(of("svarfrist_dager"), serde_json::json!({"name": "svarfrist_dager", "value": 3, "from": "given", "mark": null}));
        assert_eq!(of("avviksfag"), serde_json::json!({"name": "avviksfag", "value": true, "from": "manifest", "mark": "46 § 3"}));
        assert_eq!(of("svarfrist_dager_min"), serde_json::json!({"name": "svarfrist_dager_min", "value": 3, "from": "default", "mark": "FACT S1"}));
        let deadline = || house.texts("SELECT DISTINCT CAST(svarfrist_generelt AS TEXT) AS t FROM forslag WHERE opprettet = '2026-07-28' ORDER BY 1");
        let run = given.run(house);
        assert_eq!(deadline(), ["2026-07-31"], "{run}");
        let attempt = &house.json(0, &["show", &run["run"].to_string()])["runs"][0]["attempts"][0]["params"];
        assert_eq!(
            (&attempt["svarfrist_dager"], &attempt["avviksfag"], &attempt["larekandidat"], &attempt["svarfrist_dager_min"]),
            (&3.into(), &true.into(), &false.into(), &3.into())
        );
        let rogaland = Day { fylke: "11", ..DAY }.plan(house)["params"].to_string();
        assert!(!rogaland.contains("\"manifest\"") && rogaland.contains("\"database\""), "{rogaland}");
    }
);

both!(
    /// `check` tells of a county's value in a manifest that a row of this or a coming year beats with another: both places,
    /// not the values. It is no fault.
    a_value_that_does_not_count_is_told, |house| {
        const NO_FAULTS: &str = "settings and jobs: no faults; nothing waits for a person\n";
        manifest(house, VESTLAND);
        let check = |now: &str| house.told(0, &["--jobs", "jobs", "--now", now, "check"]);
        assert_eq!(check(DAY.at), NO_FAULTS);
        take_rows(house);
        let beaten = |year: i32| format!(
            "overruled in {year}: 5A115.svarfrist_dager of fylke 46 at jobs/5A115.toml:4\n  \
             the row of fylke 46 and year {year} in `fylke_parameter` has another value, and wins\n  \
             take away the one that is wrong; a row goes by taking in an empty `verdi`\n"
        );
        assert_eq!(check(DAY.at), format!("{}{}{NO_FAULTS}", beaten(2026), beaten(2027)));
        assert_eq!(check("2027-01-01T12:00:00Z"), format!("{}{NO_FAULTS}", beaten(2027)));
        let doc = house.json(0, &["--jobs", "jobs", "--now", "2027-01-01T12:00:00Z", "check"]);
        let told = serde_json::json!({"job": "5A115", "param": "svarfrist_dager", "fylke": "46", "year": 2027, "file": "jobs/5A115.toml", "line": 4});
        assert_eq!(doc["overruled"], serde_json::json!([told]));
        house.file("rutine.toml", "fylker = [\"11\"]\n");
        assert_eq!(check(DAY.at), NO_FAULTS, "a county that is not served here");
    }
);
