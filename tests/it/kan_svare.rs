//! Who may answer a form of the yearly report, asked of everybody who asks.

use crate::house::{House, both};
use crate::runde::{OPPSTART, UTTREKK, januar, sendinn};
use rutine::inspect;
use rutine::routine::rapport::Runde;

/// The form of company 310000051 in ELEMO3, and its one faglig leder.
const FORM: &str = "2025/310000051/ELEMO3";
const DAY: &str = "2026-01-15";

/// What is registered of the faglig leder, and whether they may answer on `DAY`.
const ROLES: [(&str, &str, bool); 9] = [
    ("nothing", "", false),
    ("since long", "'46', '310000051', 'FAGLIG_LEDER', '2020-01-01', NULL", true),
    ("from that day", "'46', '310000051', 'FAGLIG_LEDER', '2026-01-15', NULL", true),
    ("until that day", "'46', '310000051', 'FAGLIG_LEDER', '2020-01-01', '2026-01-15'", true),
    ("from the day after", "'46', '310000051', 'FAGLIG_LEDER', '2026-01-16', NULL", false),
    ("until the day before", "'46', '310000051', 'FAGLIG_LEDER', '2020-01-01', '2026-01-14'", false),
    ("another role", "'46', '310000051', 'INSTRUKTOR', '2020-01-01', NULL", false),
    ("in another company", "'46', '310000019', 'FAGLIG_LEDER', '2020-01-01', NULL", false),
    ("in another county", "'11', '310000051', 'FAGLIG_LEDER', '2020-01-01', NULL", false),
];

const LEDER: &str = "(SELECT k.faglig_leder_person_id FROM rapport_skjema j JOIN rapport_kontrakt rk ON rk.skjema_id = j.id \
    JOIN kontrakt k ON k.id = rk.kontrakt_id WHERE j.orgnr = '310000051' AND j.grunnkode = 'ELEMO3')";

fn stage(house: &House, role: &str) {
    house.sql("DELETE FROM rapport_innsending; DELETE FROM rapport_varsel; DELETE FROM journal;");
    house.sql(&format!("DELETE FROM ansatt_rolle WHERE person_id = {LEDER}"));
    if !role.is_empty() {
        house.sql(&format!(
            "INSERT INTO ansatt_rolle (person_id, fylkesnr, orgnr, rolle, gyldig_fom, gyldig_tom) SELECT {LEDER}, {role}"
        ));
    }
    house.sql(&format!(
        "INSERT INTO rapport_innsending (innsending_id, skjema_id, person_id, mottatt_tid)
         SELECT 'X', id, {LEDER}, '{DAY} 10:00:00' FROM rapport_skjema WHERE orgnr = '310000051' AND grunnkode = 'ELEMO3'"
    ));
}

both!(
    /// The letter of the start, AR-SENDINN, the list of forms that nobody may answer and the view that people see give one answer,
    /// whatever is registered of the faglig leder.
    one_answer, |house| {
        januar(house);
        UTTREKK.run(house);
        let day = DAY.parse().unwrap();
        for (what, role, may) in ROLES {
            stage(house, role);
            let runde = Runde::find(&mut house.db(), 2025).unwrap().unwrap();
            let forms = inspect::skjemaer(&mut house.db(), &runde, &["46".into()], day).unwrap();
            let form = forms.iter().find(|f| f.orgnr == "310000051" && f.grunnkode == "ELEMO3").unwrap();
            assert_eq!(form.ledere, i64::from(may), "{what}: the view");
            sendinn(DAY, "2026-01-15T20:00:00Z").run(house);
            let refused = house.units("AR-SENDINN", "skjema:")
                .contains(&format!("skjema:{FORM}|left|IKKE_TILGANG|"));
            assert_eq!(refused, !may, "{what}: AR-SENDINN");
            house.sql("DELETE FROM rapport_innsending");
            crate::scene::Day { asof: DAY, at: "2026-01-15T20:30:00Z", ..OPPSTART }.run(house);
            let nobody = house.units("AR-OPPSTART", "skjema:").contains(&format!("skjema:{FORM}|left|INGEN_KAN_SVARE|"));
            assert_eq!(nobody, !may, "{what}: the forms that nobody may answer");
            let written = house.count(&format!("SELECT count(*) FROM rapport_varsel WHERE person_id = {LEDER}"));
            assert_eq!(written, i64::from(may), "{what}: the letter of the start");
        }
    }
);
