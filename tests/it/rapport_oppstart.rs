//! AR-OPPSTART: the letter of the start, twice, after a change of faglig leder, killed midway.

use serde_json::json;

use crate::house::{House, both};
use crate::runde::{OPPSTART, UTTREKK, januar};
use crate::scene::{Day, killed_after_every_commit};

pub fn stage(house: &House) {
    januar(house);
    UTTREKK.run(house);
}

both!(
    /// Each who may answer gets one letter, whatever the number of forms; who gets none is told of.
    the_day_itself, |house| {
        stage(house);
        OPPSTART.run(house);
        assert_eq!(
            house.ledere("AR-OPPSTART", "46"),
            [
                "Vanlig Mester|acted|VARSLET|skjema=2",
                "Bokmålsk Svenn|acted|VARSLET|skjema=1",
                "Adresseløs Bas|acted|VARSLET|skjema=1",
                "Feilskrevet Formann|left|UGYLDIG_EPOST|",
                "Skjermet Leiar|left|ADRESSESPERRE|",
                "Rolleløs Sjef|left|UGYLDIG_ROLLE|",
                "Tofylkes Styrer|acted|VARSLET|skjema=1",
            ]
        );
        assert_eq!(house.units("AR-OPPSTART", "skjema:"), ["skjema:2025/310000027/BAVOA3|left|INGEN_KAN_SVARE|"]);
        insta::assert_snapshot!("oppstart_nn", house.letter("AR-OPPSTART", "Vanlig Mester"));
        insta::assert_snapshot!("oppstart_nb", house.letter("AR-OPPSTART", "Bokmålsk Svenn"));
    }
);

both!(
    /// A faglig leder in two counties has one letter from each.
    one_letter_per_county, |house| {
        stage(house);
        OPPSTART.run(house);
        Day { fylke: "11", ..UTTREKK }.run(house);
        Day { fylke: "11", ..OPPSTART }.run(house);
        assert_eq!(house.post("11"), ["Tofylkes Styrer oppstart nb pending"]);
    }
);

both!(
    /// A second run writes to nobody; whoever has taken over as faglig leder is told then, and the one before is not asked.
    twice_and_replaced, |house| {
        stage(house);
        OPPSTART.run(house);
        let before = house.effects();
        let plan = OPPSTART.plan(house);
        assert_eq!((&plan["changes"], &plan["letters"]), (&json!([]), &json!([])));
        OPPSTART.run(house);
        assert_eq!(house.effects(), before);
        house.take("rapport_oppstart");
        let day = Day { asof: "2026-01-12", at: "2026-01-12T05:00:00Z", ..OPPSTART };
        let run = day.run(house);
        assert_eq!((&run["tally"]["seen"], &run["letters"]), (&json!(8), &json!(1)));
        assert_eq!(house.post("46").last().unwrap(), "Ny Avløser oppstart nb pending");
    }
);

both!(
    /// A county that writes to one of several writes to the one with most contracts; of equals, to the one taken in first.
    only_the_first_of_several, |house| {
        stage(house);
        Day { params: &["bare_primar=true"], ..OPPSTART }.run(house);
        assert!(house.ledere("AR-OPPSTART", "46").contains(&"Bokmålsk Svenn|left|IKKE_PRIMAR|".into()));
        assert!(house.ledere("AR-OPPSTART", "46").contains(&"Vanlig Mester|acted|VARSLET|skjema=2".into()));
    }
);

/// Forms that are not sent in, as `rutine rapport` counts who may answer them.
fn uten_leder(house: &House, now: &str) -> Vec<String> {
    let all = house.json(0, &["rapport", "--fylke", "46", "--unsent", "--now", now]);
    let lederlose = all["skjemaer"].as_array().unwrap().iter().filter(|s| s["ledere"] == 0);
    lederlose.map(|s| s["skjema"].as_str().unwrap().to_owned()).collect()
}

both!(
    /// A company whose faglig leder has no valid role, and one whose contract names none, have a form that nobody may answer:
    /// the run says so of each, and so does the overview. Whoever is registered later is told, and may answer.
    nobody_may_answer, |house| {
        januar(house);
        house.sql("UPDATE kontrakt SET faglig_leder_person_id = NULL WHERE kontraktsnr = 'V46-900007'");
        UTTREKK.run(house);
        let lederlose = ["skjema:2025/310000027/BAVOA3", "skjema:2025/310000035/HSAMB3"];
        let run = OPPSTART.run(house);
        assert_eq!(run["tally"]["left"]["INGEN_KAN_SVARE"], 2);
        assert_eq!(house.units("AR-OPPSTART", "skjema:"), lederlose.map(|s| format!("{s}|left|INGEN_KAN_SVARE|")));
        let mut seen = uten_leder(house, "2026-01-07T08:00:00Z");
        seen.sort();
        assert_eq!(seen, lederlose);
        let table = house.out(0, &["rapport", "--fylke", "46", "--now", "2026-01-07T08:00:00Z"]);
        assert!(table.contains("nobody may answer 2 of them: no faglig leder with a valid role in the company"), "{table}");
        assert_eq!(OPPSTART.run(house)["tally"]["left"]["INGEN_KAN_SVARE"], 2, "twice");

        house.sql("UPDATE ansatt_rolle SET gyldig_tom = NULL WHERE gyldig_tom IS NOT NULL");
        let csv = "fodselsnummer;fylkesnr;orgnr;rolle;gyldig_fom;gyldig_tom\n08888230034;46;310000035;FAGLIG_LEDER;2026-01-10;\n";
        house.out(0, &["intake", house.file("ansatt_rolle.csv", csv).to_str().unwrap()]);
        house.sql(
            "UPDATE kontrakt SET faglig_leder_person_id = (SELECT id FROM person WHERE etternavn = 'Forstander')
             WHERE kontraktsnr = 'V46-900007'",
        );
        let run = Day { asof: "2026-01-12", at: "2026-01-12T05:00:00Z", ..OPPSTART }.run(house);
        assert_eq!((&run["letters"], &run["tally"]["left"]["INGEN_KAN_SVARE"]), (&json!(2), &json!(null)));
        let post = house.post("46");
        assert_eq!(post[post.len() - 2..], ["Rolleløs Sjef oppstart nn pending", "Opphørt Forstander oppstart nn pending"]);
        assert_eq!(uten_leder(house, "2026-01-12T08:00:00Z"), [""; 0]);
    }
);

both!(
    /// A contract has moved to a company where its faglig leder has a role, and none in the one that has the form: nobody may
    /// answer there, by the letters as by the overview.
    moved_away_from_the_form, |house| {
        stage(house);
        house.sql("UPDATE kontrakt SET bedrift_orgnr = '310000019' WHERE kontraktsnr = 'V46-900016'");
        house.sql("UPDATE ansatt_rolle SET orgnr = '310000019' WHERE orgnr = '310000051' AND fylkesnr = '46'
            AND person_id = (SELECT id FROM person WHERE etternavn = 'Styrer')");
        OPPSTART.run(house);
        assert!(house.ledere("AR-OPPSTART", "46").contains(&"Tofylkes Styrer|left|UGYLDIG_ROLLE|".into()));
        assert!(house.units("AR-OPPSTART", "skjema:").contains(&"skjema:2025/310000051/ELEMO3|left|INGEN_KAN_SVARE|".into()));
        assert!(uten_leder(house, "2026-01-07T08:00:00Z").contains(&"skjema:2025/310000051/ELEMO3".into()));
    }
);

both!(
    /// Whoever loses the role is not written to.
    without_a_role, |house| {
        stage(house);
        house.sql("UPDATE ansatt_rolle SET gyldig_tom = '2026-01-05' WHERE orgnr = '310000051'");
        OPPSTART.run(house);
        assert!(house.ledere("AR-OPPSTART", "46").contains(&"Tofylkes Styrer|left|UGYLDIG_ROLLE|".into()));
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(OPPSTART, 2, || staged(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(OPPSTART, 2, || staged(House::postgres()));
}

fn staged(house: House) -> House {
    stage(&house);
    house
}
