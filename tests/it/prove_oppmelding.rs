//! 5A116: switched off until a county wants it; then each contract has at most one open test, and a reason if none.

use serde_json::{Value, json};

use crate::glimpse::reasons_of;
use crate::house::{House, both, project};
use crate::scene::{Day, killed_after_every_commit};

const DAY: Day =
    Day { job: "5A116", fylke: "46", asof: "2026-08-05", at: "2026-08-05T08:00:00Z", params: &[] };

/// Contracts and tests, and the routine switched on for 46 alone.
pub fn stage(house: &House) {
    house.take("prove_oppmelding");
    switch_on(house);
}

/// Manifests of the house's own, where 46 has the routine.
pub fn switch_on(house: &House) {
    for entry in std::fs::read_dir(project().join("jobs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let more = if name == "5A116.toml" { "\n[fylke.46]\nenabled = true\n" } else { "" };
        house.file(&format!("jobs/{name}"), std::fs::read_to_string(&path).unwrap() + more);
    }
    house.chunk_units(500);
}

fn staged(house: House) -> House {
    stage(&house);
    house
}

fn new_tests(house: &House) -> Vec<String> {
    house.texts(
        "SELECT n.fornavn || ' ' || CAST(p.forsok_nr AS TEXT) || ' ' || p.provekategori || ' ' || p.brevtype || ' '
           || p.programomrade || ' ' || p.status AS t
         FROM prove p JOIN kontrakt k ON k.id = p.kontrakt_id JOIN person n ON n.id = k.person_id
         WHERE p.attempt_id IS NOT NULL ORDER BY 1",
    )
}

fn acted(run: &Value) -> &Value {
    &run["tally"]["acted"]
}

both!(
    /// As shipped it does nothing and says how to switch it on.
    switched_off_as_shipped, |house| {
        house.take("prove_oppmelding");
        let before = house.effects();
        let (out, err) = DAY.try_run(house, 4, &[]);
        assert_eq!(out, "");
        assert!(err.contains("5A116 is switched off for fylke 46"), "{err}");
        assert!(err.contains("set `enabled = true` under `[fylke.46]`") && err.contains("`--jobs`"), "{err}");
        assert_eq!(house.effects(), before);
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    }
);

both!(
    /// With a manifest that switches it on for one county, it runs there and nowhere else.
    switched_on_for_one_county, |house| {
        house.take("11");
        stage(house);
        std::fs::remove_file(house.dir.path().join("rutine.toml")).unwrap();
        let dir = house.jobs();
        let jobs = ["--jobs", dir.to_str().unwrap()];
        DAY.try_run(house, 0, &jobs);
        let before = house.effects();
        let (_, err) = Day { fylke: "11", ..DAY }.try_run(house, 4, &jobs);
        assert!(err.contains("5A116 is switched off for fylke 11"), "{err}");
        assert_eq!(house.effects(), before);
        assert_eq!(new_tests(house).len(), 5);
    }
);

both!(
    /// Every type E contract gets a test or a reason; the document follows the test, and the school is told.
    the_day_itself, |house| {
        stage(house);
        let run = DAY.run(house);
        assert_eq!(
            house.last_verdicts("5A116"),
            [
                "Blid left IKKE_GODKJENT",
                "Flittig left BESTATT",
                "Kvikk left IKKE_AKTIV",
                "Lett acted OPPMELDT brev=MANGLER_EPOST",
                "Lun acted OPPMELDT",
                "Modig acted OPPMELDT",
                "Rask acted OPPMELDT",
                "Sen left FOR_TIDLIG",
                "Sliten left IKKE_AKTIV",
                "Sta left BRUKT_FORSOK avholdte=2",
                "Stille acted OPPMELDT",
                "Sulten left UKJENT_SKOLEGANG",
                "Treg left IKKE_BESTATT stryk_fellesfag=3 iv=1",
                "Trygg left BRUKT_FORSOK avholdte=2",
            ]
        );
        assert_eq!(run["tally"]["unchanged"], 1, "Vill has an open test");
        assert_eq!(
            new_tests(house),
            [
                "Lett 1 VX F TPLOG3MV-- UNDER_ARBEID",
                "Lun 2 VX F BATMF3F--- UNDER_ARBEID",
                "Modig 1 VX F BATMF3F--- UNDER_ARBEID",
                "Rask 1 VX K BATMF3H--- UNDER_ARBEID",
                "Stille 3 VX F BATMF3F--- UNDER_ARBEID",
            ]
        );
        assert_eq!(
            house.letters("5A116"),
            [
                "Lun nn post@skole46001.example oppmelding",
                "Modig nn post@skole46001.example oppmelding",
                "Rask nb post@skole46002.example oppmelding",
                "Stille nn post@skole46001.example oppmelding",
            ]
        );
        assert_eq!(run["no_letter"], json!({"MANGLER_EPOST": 1}));
        assert_eq!(
            house.texts("SELECT source || ' ' || title AS t FROM deposits ORDER BY 1").first().unwrap(),
            "kontrakt:V46-116001/forsok:1 Oppmelding til fag- og sveineprøve"
        );
        assert_eq!(run["deposits"], 5);
        insta::assert_snapshot!("oppmelding_nb", house.letter_about("5A116", "Rask"));
        insta::assert_snapshot!("oppmelding_nn", house.letter_about("5A116", "Modig"));
    }
);

#[test]
fn every_reason_is_shown() {
    let house = staged(House::sqlite());
    DAY.run(&house);
    assert_eq!(house.reasons_given("5A116"), reasons_of("5A116"));
}

both!(
    /// A second run is a new attempt that finds nothing to do; a second plan is empty.
    twice, |house| {
        stage(house);
        DAY.run(house);
        let before = house.effects();
        assert!(DAY.plan(house)["changes"].as_array().unwrap().is_empty());
        let second = DAY.run(house);
        assert_eq!((acted(&second), &second["tally"]["unchanged"], &second["attempt"]), (&0.into(), &6.into(), &2.into()));
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// A day later those whose time has come follow; a test that was failed gives the next try, and no more than two.
    later, |house| {
        stage(house);
        DAY.run(house);
        let next = Day { asof: "2026-08-06", at: "2026-08-06T08:00:00Z", ..DAY };
        assert_eq!(acted(&next.run(house)), 1);
        assert!(new_tests(house).contains(&"Sen 1 VX F BATMF3F--- UNDER_ARBEID".into()));
        house.sql("UPDATE prove SET status = 'AVHOLDT', provestatus = 'IB' WHERE status = 'UNDER_ARBEID'");
        let next = Day { asof: "2026-08-10", at: "2026-08-10T08:00:00Z", ..DAY };
        next.run(house);
        let tests = new_tests(house);
        assert!(tests.contains(&"Modig 2 VX F BATMF3F--- UNDER_ARBEID".into()));
        assert!(!tests.iter().any(|t| t.starts_with("Lun 3")), "two are the limit");
        assert!(tests.contains(&"Stille 4 VX F BATMF3F--- UNDER_ARBEID".into()), "meropplæring lifts it");
    }
);

both!(
    /// The months, the tries and the letter are the county's to set; a county without contracts has nobody.
    other_parameters, |house| {
        stage(house);
        house.sql("UPDATE programomrade SET fstype = NULL WHERE kode = 'TPLOG3MV--'");
        let params = &["maneder_for_slutt=1", "forsok_max=1", "brevtype_ukjent=S"];
        assert_eq!(acted(&Day { params, ..DAY }.run(house)), 1);
        assert_eq!(new_tests(house), ["Lett 1 VX S TPLOG3MV-- UNDER_ARBEID"]);
        house.sql("UPDATE programomrade SET fstype = 'S' WHERE kode = 'BATMF3F---'");
        DAY.run(house);
        assert!(new_tests(house).contains(&"Modig 1 VX S BATMF3F--- UNDER_ARBEID".into()));
        house.sql("DELETE FROM kontrakt_avbrudd");
        house.sql("DELETE FROM prove");
        house.sql("DELETE FROM kontrakt");
        DAY.try_run(house, 4, &[]);
        DAY.try_run(house, 0, &["--nobody"]);
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(DAY, 4, || staged(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(DAY, 4, || staged(House::postgres()));
}
