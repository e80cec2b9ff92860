//! AR-FOREL: the notice of October, twice, after the county has mended, killed midway. The world is `fixtures/rapport_forelopig`.

use serde_json::json;

use crate::house::{House, both};
use crate::runde::FOREL;
use crate::scene::{Day, killed_after_every_commit};

const DESEMBER: Day = Day { asof: "2025-12-20", at: "2025-12-20T05:00:00Z", ..FOREL };

both!(
    /// Every faglig leder of a contract that will be active is told, whatever the role; what must be mended is listed.
    the_day_itself, |house| {
        house.take("rapport_forelopig");
        let run = FOREL.run(house);
        assert_eq!(
            house.ledere("AR-FOREL", "46"),
            [
                "Vanlig Mester|acted|VARSLET|kontrakter=4 avvik=0",
                "Bokmålsk Svenn|acted|VARSLET|kontrakter=3 avvik=3",
                "Adresseløs Bas|acted|AVVIK|igjen=MANGLER_EPOST ",
                "Feilskrevet Formann|acted|AVVIK|igjen=UGYLDIG_EPOST ",
                "Skjermet Leiar|left|ADRESSESPERRE|",
                "Rolleløs Sjef|acted|VARSLET|kontrakter=1 avvik=1",
                "Tofylkes Styrer|acted|VARSLET|kontrakter=1 avvik=0",
            ],
            "the contract of `Opphørt Forstander` is over before the reference date"
        );
        assert_eq!(
            house.units("AR-FOREL", "kontrakt:"),
            [
                "kontrakt:V46-900009|acted|AVVIK|igjen=MANGLER_FAGLIG_LEDER ",
                "kontrakt:V46-900010|left|IKKE_AKTIV|",
            ]
        );
        assert_eq!(run["letters"], 4);
        assert_eq!(
            house.effects_of("avvik"),
            [
                "avvik 2025 V46-900005 MANGLER_EPOST 2025-10-01 -",
                "avvik 2025 V46-900006 UGYLDIG_EPOST 2025-10-01 -",
                "avvik 2025 V46-900008 UGYLDIG_ROLLE 2025-10-01 -",
                "avvik 2025 V46-900009 MANGLER_FAGLIG_LEDER 2025-10-01 -",
                "avvik 2025 V46-900011 IKKE_GODKJENT 2025-10-01 -",
                "avvik 2025 V46-900017 SAMARBEIDSORGAN 2025-10-01 -",
                "avvik 2025 V46-900018 MANGLER_BEDRIFT 2025-10-01 -",
            ]
        );
    }
);

both!(
    /// The letter, in both målformer, with and without a role or a company to mend.
    the_letter, |house| {
        house.take("rapport_forelopig");
        FOREL.run(house);
        insta::assert_snapshot!("varsel_nn", house.letter("AR-FOREL", "Vanlig Mester"));
        insta::assert_snapshot!("varsel_nb_uten_bedrift", house.letter("AR-FOREL", "Bokmålsk Svenn"));
        insta::assert_snapshot!("varsel_nn_uten_rolle", house.letter("AR-FOREL", "Rolleløs Sjef"));
    }
);

both!(
    /// Whose only contract has no company is told that, not that no contract is active; a role cannot be missing in a company
    /// that is. What the company is found to be mends it.
    the_only_contract_has_no_company, |house| {
        house.take("rapport_forelopig");
        house.sql("UPDATE person SET malform = 'nb' WHERE etternavn = 'Styrer'");
        house.sql("UPDATE kontrakt SET bedrift_orgnr = NULL WHERE kontraktsnr IN ('V46-900008', 'V46-900016')");
        FOREL.run(house);
        for name in ["Rolleløs Sjef", "Tofylkes Styrer"] {
            assert!(house.ledere("AR-FOREL", "46").contains(&format!("{name}|acted|VARSLET|kontrakter=1 avvik=1")));
        }
        insta::assert_snapshot!("varsel_nn_uten_bedrift", house.letter("AR-FOREL", "Rolleløs Sjef"));
        insta::assert_snapshot!("varsel_nb_bare_uten_bedrift", house.letter("AR-FOREL", "Tofylkes Styrer"));
        let only = |house: &House| house.effects_of("avvik").into_iter().filter(|a| a.contains("V46-900008")).collect::<Vec<_>>();
        assert_eq!(only(house), ["avvik 2025 V46-900008 MANGLER_BEDRIFT 2025-10-01 -"]);
        house.sql("UPDATE kontrakt SET bedrift_orgnr = '310000027' WHERE kontraktsnr = 'V46-900008'");
        DESEMBER.run(house);
        assert_eq!(
            only(house),
            [
                "avvik 2025 V46-900008 MANGLER_BEDRIFT 2025-10-01 2025-12-20",
                "avvik 2025 V46-900008 UGYLDIG_ROLLE 2025-12-20 -",
            ]
        );
    }
);

both!(
    /// A contract with neither a faglig leder nor a company lacks both; one that is not approved is the county's own to
    /// mend, and nobody is written to about it until it is.
    nobody_to_write_to, |house| {
        house.take("rapport_forelopig");
        house.sql("UPDATE kontrakt SET bedrift_orgnr = NULL WHERE kontraktsnr = 'V46-900009'");
        house.sql("UPDATE kontrakt SET godkjent_dato = NULL WHERE kontraktsnr = 'V46-900008'");
        FOREL.run(house);
        assert!(house.ledere("AR-FOREL", "46").contains(&"Rolleløs Sjef|acted|AVVIK|igjen=IKKE_AKTIV ".into()));
        let avvik = house.effects_of("avvik");
        for lacking in ["V46-900009 MANGLER_BEDRIFT", "V46-900009 MANGLER_FAGLIG_LEDER", "V46-900008 IKKE_GODKJENT"] {
            assert!(avvik.contains(&format!("avvik 2025 {lacking} 2025-10-01 -")), "{avvik:?}");
        }
        house.sql("UPDATE kontrakt SET godkjent_dato = '2025-12-01' WHERE kontraktsnr = 'V46-900008'");
        assert_eq!(DESEMBER.run(house)["letters"], 1);
        assert_eq!(house.post("46").last().unwrap(), "Rolleløs Sjef forelopig nn pending");
    }
);

both!(
    /// The migration that made room for more kinds of deviation keeps those that were found.
    kept_through_the_migration, |house| {
        house.take("rapport_forelopig");
        FOREL.run(house);
        let before = house.effects_of("avvik");
        house.sql("DELETE FROM __diesel_schema_migrations WHERE version LIKE '%avvik_uten_bedrift'");
        house.out(0, &["migrate"]);
        assert_eq!(house.effects_of("avvik"), before);
        house.sql("UPDATE person SET epost = NULL WHERE etternavn = 'Sjef'");
        DESEMBER.run(house);
        assert_eq!(house.effects_of("avvik").len(), before.len() + 1, "one more after them");
    }
);

both!(
    /// What must be mended, as the county sees it.
    shown_to_people, |house| {
        house.take("rapport_forelopig");
        FOREL.run(house);
        let now = ["--fylke", "46", "--now", "2025-10-02T08:00:00Z"];
        insta::assert_snapshot!("avvik", house.out(0, &[&["rapport", "avvik"], &now[..]].concat()));
    }
);

both!(
    /// Run again at once it does nothing; when the county has mended, whoever can be reached now is told, and nobody twice.
    twice_and_mended, |house| {
        house.take("rapport_forelopig");
        FOREL.run(house);
        let before = house.effects();
        let plan = FOREL.plan(house);
        assert_eq!((&plan["changes"], &plan["letters"]), (&json!([]), &json!([])));
        FOREL.run(house);
        assert_eq!(house.effects(), before);
        house.take("rapport_uttrekk");
        let run = DESEMBER.run(house);
        assert_eq!((&run["tally"]["acted"], &run["letters"]), (&json!(2), &json!(1)));
        assert_eq!(house.post("46").last().unwrap(), "Adresseløs Bas forelopig nn pending");
        let mended: Vec<_> = house.effects_of("avvik").into_iter().filter(|a| !a.ends_with(" -")).collect();
        assert_eq!(
            mended,
            [
                "avvik 2025 V46-900005 MANGLER_EPOST 2025-10-01 2025-12-20",
                "avvik 2025 V46-900009 MANGLER_FAGLIG_LEDER 2025-10-01 2025-12-20"
            ]
        );
        let before = house.effects();
        DESEMBER.run(house);
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// Before its date, or without dates for the year, it will not run, and says what to do.
    refused, |house| {
        house.take("rapport_forelopig");
        let early = Day { asof: "2025-09-30", at: "2025-09-30T05:00:00Z", ..FOREL };
        let (_, said) = early.try_run(house, 4, &[]);
        assert!(said.contains("the preliminary notice of the round of 2025 is 2025-10-01"), "{said}");
        let late = Day { asof: "2026-01-06", at: "2026-01-06T05:00:00Z", ..FOREL };
        let (_, said) = late.try_run(house, 4, &[]);
        assert!(said.contains("the round of 2025 began on 2026-01-06"), "{said}");
        let unknown = Day { asof: "2031-10-01", at: "2031-10-01T05:00:00Z", ..FOREL };
        let (_, said) = unknown.try_run(house, 4, &[]);
        assert!(said.contains("the round of 2031 has no dates; take them in as `rapport_runde`"), "{said}");
        assert_eq!(house.count("SELECT count(*) FROM letters"), 0);
    }
);

both!(
    /// A notice that has lain until the round began is dropped, with the reason.
    dropped_when_the_round_has_begun, |house| {
        house.take("rapport_forelopig");
        FOREL.run(house);
        house.out(0, &["deliver", "--out", "letters", "--now", "2026-01-06T06:00:00Z"]);
        assert!(house.post("46").iter().all(|l| l.ends_with("dropped RUNDEN_HAR_BEGYNT")), "{:?}", house.post("46"));
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(FOREL, 3, || stage(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(FOREL, 3, || stage(House::postgres()));
}

fn stage(house: House) -> House {
    house.take("rapport_forelopig");
    house
}
