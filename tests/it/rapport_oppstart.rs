//! AR-OPPSTART: the letter of the start, twice, after a change of faglig leder, killed midway.

use serde_json::json;

use crate::house::{House, both};
use crate::runde::{OPPSTART, UTTREKK, januar};
use crate::scene::{Day, killed_after_every_commit};

fn stage(house: &House) {
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
                "Tofylkes Styrer|acted|VARSLET|skjema=1",
            ]
        );
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
        assert_eq!((&run["tally"]["seen"], &run["letters"]), (&json!(6), &json!(1)));
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
