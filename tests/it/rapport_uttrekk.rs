//! AR-UTTREKK: who gets a form and who does not, twice, later, killed midway. The world is `fixtures/rapport_forelopig` with
//! what `fixtures/rapport_uttrekk` mends.

use serde_json::json;

use crate::house::{House, both};
use crate::runde::{UTTREKK, januar};
use crate::scene::{Day, killed_after_every_commit, reasons};

const SKJEMAER: [&str; 7] = [
    "skjema 46 2025/310000019/BATMF3 - 0 -",
    "skjema 46 2025/310000027/BARLF3 - 0 -",
    "skjema 46 2025/310000027/BAVOA3 - 0 -",
    "skjema 46 2025/310000035/HSAMB3 - 0 -",
    "skjema 46 2025/310000035/HSHEA3 - 0 -",
    "skjema 46 2025/310000051/ELELE3 - 0 -",
    "skjema 46 2025/310000051/ELEMO3 - 0 -",
];

both!(
    /// One form per company and lærefag, whatever the variant, also where nobody may answer it; every other contract is left for its own reason.
    the_day_itself, |house| {
        januar(house);
        UTTREKK.run(house);
        assert_eq!(house.effects_of("skjema"), SKJEMAER);
        assert_eq!(
            house.units("AR-UTTREKK", "kontrakt:"),
            [
                "kontrakt:V46-900001|acted|MED|skjema:2025/310000019/BATMF3",
                "kontrakt:V46-900002|acted|MED|skjema:2025/310000019/BATMF3",
                "kontrakt:V46-900003|acted|MED|skjema:2025/310000019/BATMF3",
                "kontrakt:V46-900004|acted|MED|skjema:2025/310000027/BARLF3",
                "kontrakt:V46-900005|acted|MED|skjema:2025/310000035/HSHEA3",
                "kontrakt:V46-900006|acted|MED|skjema:2025/310000051/ELELE3",
                "kontrakt:V46-900007|acted|MED|skjema:2025/310000035/HSAMB3",
                "kontrakt:V46-900008|acted|MED|skjema:2025/310000027/BAVOA3",
                "kontrakt:V46-900009|acted|MED|skjema:2025/310000019/BATMF3",
                "kontrakt:V46-900010|left|ANNEN_TYPE|",
                "kontrakt:V46-900011|left|IKKE_GODKJENT|",
                "kontrakt:V46-900012|left|IKKE_BEGYNT|",
                "kontrakt:V46-900013|left|LARETID_UTE|",
                "kontrakt:V46-900014|left|AVSLUTTET|",
                "kontrakt:V46-900015|left|AVBRUDD|",
                "kontrakt:V46-900016|acted|MED|skjema:2025/310000051/ELEMO3",
                "kontrakt:V46-900017|left|SAMARBEIDSORGAN|",
                "kontrakt:V46-900018|left|MANGLER_BEDRIFT|",
                "kontrakt:V46-900019|acted|MED|skjema:2025/310000027/BARLF3",
            ]
        );
    }
);

both!(
    /// A company in a samarbeidsorgan answers for itself: the form is the company's, never the organ's.
    never_the_samarbeidsorgan, |house| {
        januar(house);
        UTTREKK.run(house);
        let organ = "SELECT count(*) FROM rapport_skjema j JOIN bedrift b ON b.orgnr = j.orgnr WHERE b.er_samarbeidsorgan";
        assert_eq!(house.count(organ), 0);
        assert!(house.effects_of("skjema").contains(&SKJEMAER[2].to_owned()), "its contract is the organ's");
    }
);

both!(
    /// No reason is without a contract that shows it; a county may leave out what has ended since, and what nobody may answer.
    every_reason_is_shown, |house| {
        house.take("rapport_forelopig");
        Day { params: &["krev_gyldig_rolle=true"], ..UTTREKK }.run(house);
        assert!(house.units("AR-UTTREKK", "kontrakt:V46-900008")[0].ends_with("left|UGYLDIG_ROLLE|"));
        assert!(house.units("AR-UTTREKK", "kontrakt:V46-900009")[0].ends_with("left|MANGLER_FAGLIG_LEDER|"));
        let other = House::sqlite();
        januar(&other);
        Day { params: &["uten_avslutning=true"], ..UTTREKK }.run(&other);
        assert!(other.units("AR-UTTREKK", "kontrakt:V46-900016")[0].ends_with("left|AVSLUTTET_SIDEN|"));
        let (all, mut shown) = reasons(house, "AR-UTTREKK");
        shown.push("AVSLUTTET_SIDEN".into());
        shown.sort();
        assert_eq!(shown, all);
    }
);

both!(
    /// A county's parameter is the round's year's, though the round is run in the year after.
    a_countys_own, |house| {
        januar(house);
        let csv = "fylkesnr;soknadsar;navn;verdi\n46;2025;AR-UTTREKK.type_e;true\n";
        let path = house.file("fylke_parameter.csv", csv);
        house.out(0, &["intake", path.to_str().unwrap()]);
        UTTREKK.run(house);
        assert!(house.units("AR-UTTREKK", "kontrakt:V46-900010")[0].ends_with("left|MANGLER_BEDRIFT|"), "type E counts here");
    }
);

both!(
    /// Where a form takes a role, one that begins after the extract counts when it is run again.
    where_a_form_takes_a_role, |house| {
        januar(house);
        house.sql("UPDATE ansatt_rolle SET gyldig_fom = '2026-01-10', gyldig_tom = NULL WHERE gyldig_tom IS NOT NULL");
        let krev = Day { params: &["krev_gyldig_rolle=true"], ..UTTREKK };
        Day { asof: "2026-01-09", at: "2026-01-09T05:00:00Z", ..krev }.run(house);
        assert!(house.units("AR-UTTREKK", "kontrakt:V46-900008")[0].ends_with("left|UGYLDIG_ROLLE|"));
        Day { asof: "2026-01-10", at: "2026-01-10T05:00:00Z", ..krev }.run(house);
        assert!(house.units("AR-UTTREKK", "kontrakt:V46-900008")[0].ends_with("acted|MED|skjema:2025/310000027/BAVOA3"));
    }
);

both!(
    /// A second run finds nothing to do; one after corrections adds what has come to count, and takes no form away.
    twice_and_later, |house| {
        januar(house);
        UTTREKK.run(house);
        let before = house.effects();
        let plan = UTTREKK.plan(house);
        assert_eq!((&plan["changes"], &plan["letters"]), (&json!([]), &json!([])));
        UTTREKK.run(house);
        assert_eq!(house.effects(), before);
        house.sql("UPDATE kontrakt SET godkjent_dato = '2026-01-10' WHERE kontraktsnr = 'V46-900011'");
        house.sql("UPDATE kontrakt SET avsluttet_dato = '2025-11-30' WHERE kontraktsnr = 'V46-900005'");
        let day = Day { asof: "2026-01-15", at: "2026-01-15T05:00:00Z", ..UTTREKK };
        house.sql("UPDATE kontrakt SET bedrift_orgnr = '310000019' WHERE kontraktsnr = 'V46-900004'");
        assert_eq!(day.run(house)["tally"]["acted"], 2, "one that has come to count, and one that has moved");
        let now = house.effects_of("skjema");
        assert_eq!(now.len(), 8);
        assert!(SKJEMAER.iter().all(|s| now.contains(&(*s).to_owned())), "{now:?}");
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(UTTREKK, 4, || stage(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(UTTREKK, 4, || stage(House::postgres()));
}

fn stage(house: House) -> House {
    januar(&house);
    house
}
