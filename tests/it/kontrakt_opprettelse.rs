//! 5A106: one contract per place for ever, numbered without gaps; a school is told, and of nobody by name.

use serde_json::{Value, json};

use crate::glimpse::reasons_of;
use crate::house::{House, both};
use crate::scene::{Day, killed_after_every_commit};

const TILBUD: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const DAY: Day =
    Day { job: "5A106", fylke: "46", asof: "2026-08-05", at: "2026-08-05T08:00:00Z", params: &[] };
const LATER: Day = Day { asof: "2026-09-15", at: "2026-09-15T08:00:00Z", ..DAY };

/// Places on wishes, and what may stand in the way of a contract.
pub fn stage(house: &House) {
    given(house);
    house.take("kontrakt_opprettelse/senere");
    Day { job: "5A122", ..DAY }.run(house);
    house.take("kontrakt_opprettelse/kontrakter");
    house.take("kontrakt_opprettelse/nei");
    Day { job: "5A119", ..DAY }.run(house);
    house.admitted_higher("Snill");
    let tregs = "(SELECT s.id FROM soker s JOIN person p ON p.id = s.person_id WHERE p.fornavn = 'Treg')";
    house.sql(&format!(
        "UPDATE onske SET programomrade = 'BARLF3MV--' WHERE soker_id IN {tregs};
         UPDATE forslag SET programomrade = 'BARLF3MV--' WHERE forslagstype = 'VG3'
         AND onske_id IN (SELECT id FROM onske WHERE soker_id IN {tregs});"
    ));
}

fn given(house: &House) {
    house.take("kontrakt_opprettelse");
    TILBUD.run(house);
    house.letters_have_left();
    house.take("kontrakt_opprettelse/svar");
    for job in ["5A119", "5A114", "5A120"] {
        Day { job, ..DAY }.run(house);
    }
}

fn staged(house: House) -> House {
    stage(&house);
    house
}

/// `E2026-000001 Modig E BATMF3F--- 46001 2026-08-17 2027-08-16 12 -`.
fn contracts(house: &House) -> Vec<String> {
    house.texts(
        "SELECT k.kontraktsnr || ' ' || p.fornavn || ' ' || k.kontraktstype || ' ' || k.programomrade || ' ' || k.skolenr
           || ' ' || CAST(k.laretid_fra AS TEXT) || ' ' || CAST(k.laretid_til AS TEXT) || ' '
           || CAST(k.netto_laretid_mnd AS TEXT) || ' ' || COALESCE(CAST(k.godkjent_dato AS TEXT), '-') AS t
         FROM kontrakt k JOIN person p ON p.id = k.person_id WHERE k.forslag_id IS NOT NULL ORDER BY 1",
    )
}

fn acted(run: &Value) -> &Value {
    &run["tally"]["acted"]
}

both!(
    /// Every place gets a contract or a reason; the numbers follow each other; the schools that can be written to are.
    the_day_itself, |house| {
        stage(house);
        let run = DAY.run(house);
        assert_eq!(
            house.last_verdicts("5A106"),
            [
                "Blid left HAR_LAREPLASS kontrakt=under_behandling",
                "Flink left PASSIV",
                "Kvikk left HAR_E_KONTRAKT",
                "Lun left MANGLER_OPPSTART",
                "Modig acted OPPRETTET kontrakt:E2026-000001",
                "Rask acted OPPRETTET kontrakt:E2026-000002 brev=MANGLER_EPOST",
                "Sen acted OPPRETTET kontrakt:E2026-000003",
                "Snill left INNTATT_HOYERE",
                "Sta left TAKKET_NEI",
                "Stille left IKKE_OVERFORT",
                "Sur left IKKE_KVALIFISERT vurdert=N",
                "Treg left MODULSTRUKTURERT",
                "Trygg acted OPPRETTET kontrakt:E2026-000004",
                "Vill left HAR_KONTRAKT",
            ]
        );
        assert_eq!(
            contracts(house),
            [
                "E2026-000001 Modig E BATMF3F--- 46001 2026-08-17 2027-08-16 12 -",
                "E2026-000002 Rask E BATMF3F--- 46002 2026-08-17 2027-08-16 12 -",
                "E2026-000003 Sen E BATMF3F--- 46004 2026-08-31 2027-08-30 12 -",
                "E2026-000004 Trygg E BATMF3H--- 46001 2026-08-17 2027-08-16 12 -",
            ]
        );
        assert_eq!(house.count("SELECT siste FROM nummerserie WHERE fylkesnr = '46'"), 4);
        assert_eq!(
            house.letters("5A106"),
            [
                "Modig nn post@skole46001.example kontrakt",
                "Sen nb post@skole46004.example kontrakt",
                "Trygg nn post@skole46001.example kontrakt",
            ]
        );
        assert_eq!((&run["no_letter"], &run["deposits"]), (&json!({"MANGLER_EPOST": 1}), &0.into()));
        insta::assert_snapshot!("kontrakt_nb", house.letter_about("5A106", "Sen"));
        insta::assert_snapshot!("kontrakt_nn", house.letter_about("5A106", "Modig"));
    }
);

both!(
    /// A letter to a school names no pupil: neither name, number nor address.
    letters_to_schools_name_nobody, |house| {
        stage(house);
        DAY.run(house);
        let of = "FROM letters x, person p WHERE x.job = '5A106' AND";
        for part in ["p.fornavn", "p.etternavn", "p.fodselsnummer", "p.epost"] {
            for place in ["x.subject", "x.body", "x.to_name", "x.key"] {
                assert_eq!(house.count(&format!("SELECT count(*) {of} {place} LIKE '% ' || {part} || '%'")), 0, "{part} in {place}");
            }
        }
    }
);

#[test]
fn every_reason_is_shown() {
    let house = staged(House::sqlite());
    let sens = "WHERE soker_id IN (SELECT s.id FROM soker s JOIN person p ON p.id = s.person_id WHERE p.fornavn = 'Sen') AND onskenr = 1";
    house.sql(&format!("UPDATE onske SET skolenr = NULL {sens}"));
    DAY.run(&house);
    assert!(
        house.last_verdicts("5A106").contains(&"Sen left ONSKE_ENDRET".into()),
        "the place is the contract's"
    );
    house.sql(&format!("UPDATE onske SET skolenr = (SELECT f.skolenr FROM forslag f WHERE f.onske_id = onske.id AND f.forslagstype = 'VG3') {sens}"));
    DAY.run(&house);
    house.answer("46", &[("W106-S-01", "Modig Blomst", "TILBSK", "N", "2026-08-05T07:30:00Z")]);
    Day { job: "5A119", ..DAY }.run(&house);
    DAY.run(&house);
    assert!(
        house.last_verdicts("5A106").contains(&"Modig left KONTRAKT_STAR".into()),
        "a person ends a contract"
    );
    assert_eq!(contracts(&house).len(), 4);
    assert_eq!(house.reasons_given("5A106"), reasons_of("5A106"));
}

both!(
    /// A second run is a new attempt that finds nothing to do; a second plan is empty and takes no number.
    twice, |house| {
        stage(house);
        DAY.plan(house);
        let first = DAY.run(house);
        let before = house.effects();
        assert!(DAY.plan(house)["changes"].as_array().unwrap().is_empty());
        let second = DAY.run(house);
        assert_eq!((acted(&first), acted(&second), &second["attempt"]), (&4.into(), &0.into(), &2.into()));
        assert_eq!(second["tally"]["unchanged"], 4);
        assert_eq!(house.effects(), before);
        assert_eq!(house.count("SELECT siste FROM nummerserie WHERE fylkesnr = '46'"), 4);
    }
);

both!(
    /// A contract that was made and has ended is not made again; a school that sets its first day later gets its own.
    later, |house| {
        stage(house);
        DAY.run(house);
        house.take("kontrakt_opprettelse/avsluttet");
        assert_eq!(acted(&LATER.run(house)), 0);
        assert_eq!(contracts(house).len(), 4);
        assert_eq!(house.texts("SELECT avslutningskode AS t FROM kontrakt WHERE kontraktsnr = 'E2026-000001'"), ["AF"]);
        house.take("kontrakt_opprettelse/oppstart");
        assert_eq!(acted(&LATER.run(house)), 1);
        assert_eq!(contracts(house)[4], "E2026-000005 Lun E BATMF3F--- 46003 2026-09-07 2027-09-06 12 -");
    }
);

both!(
    /// Nothing is made before 5A122 has written the place on the wish.
    out_of_order, |house| {
        house.take("kontrakt_opprettelse");
        assert_eq!(DAY.too_early(house)["tally"]["seen"], 0);
        given(house);
        let before = house.deeds();
        assert_eq!(DAY.run(house)["tally"]["left"], json!({"IKKE_OVERFORT": 14}));
        assert_eq!(house.deeds(), before);
        assert_eq!(house.count("SELECT count(*) FROM nummerserie"), 0);
    }
);

both!(
    /// `netto_laretid_mnd=18`, counted from a month's end too; `mv=true` makes the modulstrukturerte; a training time
    /// that is none is refused.
    other_parameters, |house| {
        stage(house);
        let (_, err) = Day { params: &["netto_laretid_mnd=0"], ..DAY }.try_run(house, 2, &[]);
        assert!(err.contains("`netto_laretid_mnd` is `0`, expected 1 to 48"), "{err}");
        Day { params: &["netto_laretid_mnd=18", "mv=true", "kontraktsnr_prefiks=S"], ..DAY }.run(house);
        assert_eq!(
            contracts(house),
            [
                "S2026-000001 Modig E BATMF3F--- 46001 2026-08-17 2028-02-16 18 -",
                "S2026-000002 Rask E BATMF3F--- 46002 2026-08-17 2028-02-16 18 -",
                "S2026-000003 Treg E BARLF3MV-- 46001 2026-08-17 2028-02-16 18 -",
                "S2026-000004 Sen E BATMF3F--- 46004 2026-08-31 2028-02-28 18 -",
                "S2026-000005 Trygg E BATMF3H--- 46001 2026-08-17 2028-02-16 18 -",
            ]
        );
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
