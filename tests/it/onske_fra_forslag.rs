//! 5A122: a wish is rewritten once, for a place that stands, and never against what takes the applicant out; when the
//! place goes back, the wish is what it was.

use crate::glimpse::reasons_of;
use crate::house::{House, both};
use crate::scene::{Day, killed_after_every_commit};

const TILBUD: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const DAY: Day =
    Day { job: "5A122", fylke: "46", asof: "2026-08-05", at: "2026-08-05T08:00:00Z", params: &[] };
const SVAR: Day = Day { job: "5A119", ..DAY };
const STATUS: Day = Day { job: "5A114", ..DAY };
const SKOLE: Day = Day { job: "5A120", ..DAY };
const KREV: Day = Day { params: &["krev_svar_tilbsk=true"], ..DAY };
const LATER: Day = Day { asof: "2026-08-06", at: "2026-08-06T10:00:00Z", ..DAY };
/// The day after the school's own deadline.
const STRUCK: Day = Day { job: "5A114", asof: "2026-08-13", at: "2026-08-13T08:00:00Z", params: &[], ..DAY };

/// Places given, and the world moved on: locked, changed, stopped, signed, declined, set by hand.
fn stage(house: &House) {
    given(house, SKOLE);
    house.by_hand("Blid", "skolenr = NULL, oppstart = NULL");
    house.by_hand("Kvikk", "status = 'TILBSK', skolenr = '46001'");
    house.take("onske_fra_forslag/senere");
    house.set_status("Flink", "TRUKK");
    STATUS.run(house);
    house.take("onske_fra_forslag/nei");
    SVAR.run(house);
    house.admitted_higher("Snill");
}

fn given(house: &House, skole: Day) {
    house.take("onske_fra_forslag");
    TILBUD.run(house);
    house.letters_have_left();
    house.take("onske_fra_forslag/svar");
    for day in [SVAR, STATUS, skole] {
        day.run(house);
    }
    house.letters_have_left();
}

fn staged(house: House) -> House {
    stage(&house);
    house
}

fn historikk(house: &House) -> Vec<String> {
    house.texts(
        "SELECT p.fornavn || ' ' || h.felt || ' ' || COALESCE(h.fra, '-') || ' ' || COALESCE(h.til, '-') AS t
         FROM onske_historikk h JOIN onske o ON o.id = h.onske_id JOIN soker s ON s.id = o.soker_id
         JOIN person p ON p.id = s.person_id
         WHERE h.attempt_id IN (SELECT a.id FROM attempts a JOIN runs r ON r.id = a.run_id WHERE r.job = '5A122')
         ORDER BY 1",
    )
}

fn overfort(house: &House) -> Vec<String> {
    house.texts(
        "SELECT p.fornavn || ' ' || CAST(f.overfort AS TEXT) AS t FROM forslag f JOIN onske o ON o.id = f.onske_id
         JOIN soker s ON s.id = o.soker_id JOIN person p ON p.id = s.person_id WHERE f.overfort IS NOT NULL ORDER BY 1",
    )
}

both!(
    /// Every place that was given gets a verdict; the wish that is rewritten keeps its former values in its history.
    the_day_itself, |house| {
        stage(house);
        let untouched = house.wish("Treg");
        let run = DAY.run(house);
        let forslag = |id: i64| format!("forslag=soker:{id}/onske:1/VG3/1");
        assert_eq!(
            house.last_verdicts("5A122"),
            [
                "Blid left MANGLER_SKOLE",
                "Flink left STATUS_FORAN status=TRUKK",
                "Kvikk left MANGLER_JA",
                "Lun left LAAST",
                &format!("Modig acted OVERFORT {}", forslag(1)),
                "Rask left TAKKET_NEI",
                "Sliten left PASSIV",
                "Snill left INNTATT_HOYERE",
                "Stille left HAR_LAREPLASS kontrakt=godkjent",
                "Sur left IKKE_KVALIFISERT vurdert=N",
                "Treg left ONSKE_ENDRET",
                "Trygg left TAKKET_NEI",
                &format!("Vill acted OVERFORT {}", forslag(11)),
            ]
        );
        assert_eq!(run["tally"]["seen"], 13, "Sen has only the general offer");
        assert_eq!(
            historikk(house),
            [
                "Modig programomrade BATMF3---- BATMF3F---",
                "Modig skolenr - 46001",
                "Vill programomrade BATMF3---- BATMF3F---",
                "Vill skolenr - 46001",
            ]
        );
        assert_eq!(overfort(house), ["Modig 2026-08-05", "Vill 2026-08-05"]);
        assert_eq!(house.wish("Modig"), "INNTLI BATMF3F--- 46001");
        assert_eq!(house.wish("Rask"), "INNTLI BATMF3---- -", "the status is 5A114's");
        assert_eq!(house.wish("Trygg"), "INNTLÆ BATMF3---- -", "a no to school is no reason to hide a læreplass");
        assert_eq!(house.wish("Treg"), untouched);
        assert!(house.letters("5A122").is_empty());
        assert_eq!(run["deposits"], 0);
    }
);

#[test]
fn every_reason_is_shown() {
    let house = staged(House::sqlite());
    KREV.run(&house);
    assert!(house.last_verdicts("5A122").contains(&"Modig left UBESVART".into()));
    DAY.run(&house);
    Day { job: "5A106", ..DAY }.run(&house);
    house.sql("DELETE FROM kontrakt WHERE forslag_id IN (SELECT f.id FROM forslag f JOIN onske o ON o.id = f.onske_id WHERE o.soker_id = 1)");
    house.take("onske_fra_forslag/nei_etter_overforing");
    house.take("onske_fra_forslag/nei_med_kontrakt");
    for job in ["5A119", "5A120", "5A122"] {
        Day { job, ..LATER }.run(&house);
    }
    let given = house.last_verdicts("5A122");
    assert!(given.contains(&"Modig acted TILBAKEFORT forslag=soker:1/onske:1/VG3/1".into()), "{given:?}");
    assert!(given.contains(&"Vill left KONTRAKT_STAR".into()), "{given:?}");
    assert_eq!(house.reasons_given("5A122"), reasons_of("5A122"));
}

both!(
    /// A second run is a new attempt that finds nothing to do; a second plan is empty; 5A114 undoes nothing.
    twice, |house| {
        stage(house);
        STATUS.run(house);
        let first = DAY.run(house);
        let before = house.effects();
        assert!(DAY.plan(house)["changes"].as_array().unwrap().is_empty());
        let second = DAY.run(house);
        assert_eq!((&first["tally"]["acted"], &second["tally"]["acted"]), (&2.into(), &0.into()));
        assert_eq!((&second["tally"]["unchanged"], &second["attempt"]), (&2.into(), &2.into()));
        assert_eq!(house.effects(), before);
        assert_eq!(STATUS.run(house)["tally"]["acted"], 0);
        assert_eq!(house.deeds(), before.iter().filter(|e| !e.starts_with("journal ")).cloned().collect::<Vec<_>>());
    }
);

both!(
    /// A no that comes after the wish was rewritten counts: STRNLV, the place goes back, the wish is what it was, and
    /// nothing undoes it.
    a_no_after_the_wish_was_rewritten, |house| {
        stage(house);
        DAY.run(house);
        house.take("onske_fra_forslag/nei_etter_overforing");
        let chain = ["5A119", "5A114", "5A120", "5A122", "5A106"];
        Day { job: "5A119", ..LATER }.run(house);
        LATER.run(house);
        assert!(house.last_verdicts("5A122").contains(&"Modig left TAKKET_NEI".into()));
        chain.iter().for_each(|job| drop(Day { job, ..LATER }.run(house)));
        assert_eq!(house.wish("Modig"), "STRNLV BATMF3---- -");
        assert_eq!(overfort(house), ["Vill 2026-08-05"]);
        let before = house.deeds();
        for job in chain {
            assert_eq!(Day { job, ..LATER }.run(house)["tally"]["acted"], 0, "{job}");
        }
        assert_eq!(house.deeds(), before);
    }
);

both!(
    /// `krev_svar_tilbsk=true`: the general yes is not enough; a yes to the place is; no answer by its deadline strikes
    /// the wish, and a rerun without the parameter does not take it back.
    an_answer_to_the_place_itself, |house| {
        given(house, Day { params: &["svarfrist_skole_dager=7"], ..SKOLE });
        assert_eq!(KREV.run(house)["tally"]["left"], serde_json::json!({"UBESVART": 12}));
        assert!(overfort(house).is_empty());
        house.sql(
            "INSERT INTO websvar (websvar_id, forslag_id, gjelder, svar, mottatt_tid)
             SELECT 'W122-JA', f.id, 'TILBSK', 'J', '2026-08-12 20:00:00' FROM forslag f JOIN onske o ON o.id = f.onske_id
             JOIN soker s ON s.id = o.soker_id JOIN person p ON p.id = s.person_id WHERE p.fornavn = 'Blid'",
        );
        Day { job: "5A119", ..STRUCK }.run(house);
        STRUCK.run(house);
        Day { params: &["krev_svar_tilbsk=true"], job: "5A122", ..STRUCK }.run(house);
        assert_eq!(overfort(house), ["Blid 2026-08-13"]);
        assert_eq!(house.wish("Modig"), "STRILÆ BATMF3---- -");
        let before = house.deeds();
        assert_eq!(Day { job: "5A122", ..STRUCK }.run(house)["tally"]["left"], serde_json::json!({"UBESVART": 11}));
        assert_eq!(house.deeds(), before);
    }
);

both!(
    /// Before any place is given there is nobody, whatever has been answered.
    out_of_order, |house| {
        house.take("onske_fra_forslag");
        assert_eq!(DAY.too_early(house)["tally"]["seen"], 0);
        TILBUD.run(house);
        house.take("onske_fra_forslag/svar");
        SVAR.run(house);
        let before = house.effects();
        assert_eq!(DAY.too_early(house)["tally"]["seen"], 0);
        assert_eq!(house.effects(), before);
        // 5A114 has not been run: the wish is SFORM still, and the place stands.
        SKOLE.run(house);
        assert_eq!(DAY.run(house)["tally"]["acted"], 12);
        assert_eq!(house.wish("Modig"), "INNTLI BATMF3F--- 46001");
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(DAY, 2, || staged(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(DAY, 2, || staged(House::postgres()));
}
