//! 5A114: the day itself, twice, later, killed midway, out of order. Who shows what stands in `fixtures/onske_status/README.md`.

use crate::house::{House, both};
use crate::scene::{Day, foretold, killed_after_every_commit, reasons};

const OFFERS: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const ANSWERS: Day = Day { job: "5A119", asof: "2026-08-04", at: "2026-08-05T04:00:00Z", ..OFFERS };
const DAY: Day = Day { job: "5A114", asof: "2026-08-05", at: "2026-08-05T05:00:00Z", ..OFFERS };

const PLACED: &str = "UPDATE forslag SET status = 'TILBSK', skolenr = '46001', overfort = '2026-08-05' \
    WHERE onske_id IN (SELECT id FROM onske WHERE soker_id = {soker})";

/// Offers made, answers in force, one place given and written on its wish.
fn stage(house: &House) {
    house.take("onske_status");
    OFFERS.run(house);
    house.take("onske_status/svar");
    ANSWERS.run(house);
    house.change("Plassert Orrfugl", PLACED);
}

fn staged(house: House) -> House {
    stage(&house);
    house
}

/// Name, number and status of every wish.
fn statuses(house: &House) -> Vec<String> {
    house.texts(
        "SELECT p.fornavn || ' ' || p.etternavn || ' ' || o.onskenr || ' ' || o.status AS t
         FROM onske o JOIN soker s ON s.id = o.soker_id JOIN person p ON p.id = s.person_id ORDER BY s.id, o.onskenr",
    )
}

fn status(house: &House, name: &str) -> String {
    let of = |s: &String| s.strip_prefix(name).map(|rest| rest.trim().to_owned());
    statuses(house).iter().filter_map(of).collect::<Vec<_>>().join(", ")
}

/// The county records an answer by hand.
fn by_the_county(house: &House, name: &str, gjelder: &str, svar: &str) {
    let sql = format!(
        "DELETE FROM forslag_svar WHERE gjelder = '{gjelder}' AND forslag_id IN
           (SELECT f.id FROM forslag f JOIN onske o ON o.id = f.onske_id WHERE o.soker_id = {{soker}});
         INSERT INTO forslag_svar (forslag_id, gjelder, svar, svart_tid, kilde)
         SELECT f.id, '{gjelder}', '{svar}', '2026-08-06 08:00:00', 'FYLKE'
         FROM forslag f JOIN onske o ON o.id = f.onske_id WHERE o.soker_id = {{soker}}"
    );
    house.change(name, &sql);
}

const STATUSES: [&str; 19] = [
    "Passiv Ørn 1 STOPP",
    "Vurdert Hauk 1 UKVAL2",
    "Stryks Falk 1 UKVAL2",
    "Inntatt Ugle 1 P_INNTATT",
    "Inntatt Ugle 2 STRINN",
    "Kontraktsbundet Gås 1 P_LAREPL",
    "Antatt And 1 P_LAREPL",
    "Takknemlig Lom 1 TILBSKG",
    "Avslående Måke 1 P_NEISK",
    "Taus Terne 1 STRILÆ",
    "Ventende Rype 1 SFORM",
    "Plassert Orrfugl 1 TILBSK",
    "Godkjent Tiur 1 SFORM",
    "Flyttet Spurv 1 SFORM",
    "Skolesøkende Meis 1 P_SOKT",
    "Låst Trost 1 SFORM",
    "Struket Kråke 1 STRINN",
    "Halvlåst Skjære 1 STOPP",
    "Halvlåst Skjære 2 SFORM",
];

both!(
    /// Every applicant gets the verdict and reason that the fixture's README foretells, every wish its status, every change its history.
    the_day_itself, |house| {
        stage(house);
        let forslag = house.effects_of("forslag");
        let run = DAY.run(house);
        assert_eq!(house.verdicts("5A114", "46"), foretold("onske_status"));
        assert_eq!(statuses(house), STATUSES);
        assert_eq!(house.count("SELECT count(*) FROM onske WHERE status_satt = '2026-08-05'"), 12);
        let historikk = house.effects_of("historikk");
        assert_eq!(historikk.len(), 12);
        assert!(historikk.iter().any(|h| h.ends_with(" 1 status UKVAL2 SFORM")), "{historikk:#?}");
        assert_eq!(house.effects_of("forslag"), forslag);
        assert_eq!((&run["letters"], &run["deposits"], &run["no_letter"]), (&0.into(), &0.into(), &serde_json::json!({})));
    }
);

both!(
    /// No reason of the rule is without an applicant who shows it.
    every_reason_is_shown, |house| {
        stage(house);
        DAY.run(house);
        let (all, shown) = reasons(house, "5A114");
        assert_eq!(shown, all);
    }
);

both!(
    /// A second plan is empty, a second run writes nothing but its own attempt: also where one wish of two is locked.
    twice, |house| {
        stage(house);
        DAY.run(house);
        let before = house.effects();
        assert_eq!(DAY.plan(house)["changes"], serde_json::json!([]));
        let second = DAY.run(house);
        assert_eq!((&second["tally"]["acted"], &second["attempt"]), (&0.into(), &2.into()));
        assert_eq!(second["tally"]["left"]["LAAST"], 2, "the tally still counts every candidate");
        DAY.run(house);
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// The deadline day counts whole: nobody is struck on it, and the day after gives just that difference.
    the_deadline_passes, |house| {
        stage(house);
        Day { asof: "2026-08-04", ..DAY }.run(house);
        assert_eq!((status(house, "Taus Terne").as_str(), status(house, "Ventende Rype").as_str()), ("1 TILBSKG", "1 TILBSKG"));
        let before = statuses(house);
        assert_eq!(DAY.plan(house)["changes"].as_array().unwrap().len(), 1);
        DAY.run(house);
        let changed: Vec<_> = statuses(house).into_iter().filter(|s| !before.contains(s)).collect();
        assert_eq!(changed, ["Taus Terne 1 STRILÆ"]);
        assert_eq!(house.verdict("5A114", "46", "Ventende Rype"), "left|UBEHANDLET_SVAR|onskenr=1 status=TILBSKG|");
        // The answer is treated: it came too late, and now the wish is struck.
        Day { asof: "2026-08-05", at: "2026-08-05T06:00:00Z", ..ANSWERS }.run(house);
        DAY.run(house);
        assert_eq!(status(house, "Ventende Rype"), "1 STRILÆ");
    }
);

both!(
    /// A late yes that the county approves brings the wish back; a wish without the forslag is not touched by it.
    a_late_yes_by_the_county, |house| {
        stage(house);
        house.change("Taus Terne", "INSERT INTO onske (soker_id, onskenr, onsketype, programomrade, status) \
            VALUES ({soker}, 2, 'LARE', 'BABET3----', 'SFORM')");
        DAY.run(house);
        assert_eq!(status(house, "Taus Terne"), "1 STRILÆ, 2 SFORM");
        by_the_county(house, "Taus Terne", "TILBSKG", "J");
        let run = Day { asof: "2026-08-07", at: "2026-08-07T05:00:00Z", ..DAY }.run(house);
        assert_eq!((&run["tally"]["acted"], status(house, "Taus Terne").as_str()), (&1.into(), "1 TILBSKG, 2 SFORM"));
        assert_eq!(house.verdict("5A114", "46", "Taus Terne"), "acted|HAR_TILBUD||");
    }
);

both!(
    /// The school's offer: a no, a deadline of its own, and back again when the county says so.
    the_schools_offer, |house| {
        stage(house);
        DAY.run(house);
        house.change("Plassert Orrfugl", "UPDATE forslag SET svarfrist_skole = '2026-08-12' \
            WHERE onske_id IN (SELECT id FROM onske WHERE soker_id = {soker})");
        let check = |asof, expected: &str| {
            Day { asof, at: "2026-08-20T05:00:00Z", ..DAY }.run(house);
            assert_eq!(status(house, "Plassert Orrfugl"), format!("1 {expected}"), "{asof}");
        };
        check("2026-08-12", "TILBSK");
        check("2026-08-13", "STRILÆ");
        by_the_county(house, "Plassert Orrfugl", "TILBSK", "N");
        check("2026-08-14", "P_NEISK");
        by_the_county(house, "Plassert Orrfugl", "TILBSK", "J");
        check("2026-08-15", "TILBSK");
    }
);

both!(
    /// A changed world gives just its difference: a lock opened, a contract ended, an application taken up again.
    later, |house| {
        stage(house);
        DAY.run(house);
        let before = statuses(house);
        house.change("Låst Trost", "UPDATE onske SET laast = FALSE WHERE soker_id = {soker}");
        house.change("Halvlåst Skjære", "UPDATE onske SET laast = FALSE WHERE soker_id = {soker}");
        house.change("Kontraktsbundet Gås", "UPDATE kontrakt SET avsluttet_dato = '2026-08-10', avslutningskode = 'FV' WHERE person_id = {person}");
        house.change("Passiv Ørn", "UPDATE soker SET aktiv = TRUE WHERE id = {soker}");
        Day { asof: "2026-08-10", at: "2026-08-10T05:00:00Z", ..DAY }.run(house);
        let changed: Vec<_> = statuses(house).into_iter().filter(|s| !before.contains(s)).collect();
        assert_eq!(
            changed,
            ["Passiv Ørn 1 SFORM", "Kontraktsbundet Gås 1 SFORM", "Låst Trost 1 STOPP", "Halvlåst Skjære 2 STOPP"]
        );
        assert_eq!(house.verdict("5A114", "46", "Halvlåst Skjære"), "acted|PASSIV||");
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

both!(
    /// Out of order: before 5A115 nobody qualified is taken out of formidling, and the offers are the same as without it.
    before_the_offers, |house| {
        house.take("onske_status");
        Day { asof: "2026-07-27", at: "2026-07-27T05:00:00Z", ..DAY }.run(house);
        let offered = OFFERS.run(house);
        // `Godkjent Tiur` stood wrongly as UKVAL2; back in formidling, he is offered a place too, and does not answer.
        assert_eq!(offered["tally"]["acted"], 6);
        house.take("onske_status/svar");
        ANSWERS.run(house);
        house.change("Plassert Orrfugl", PLACED);
        DAY.run(house);
        let expected = STATUSES.map(|s| if s == "Godkjent Tiur 1 SFORM" { "Godkjent Tiur 1 STRILÆ" } else { s });
        assert_eq!(statuses(house), expected);
    }
);

both!(
    /// Out of order: before 5A119 nobody who has answered is struck; when the answers are in force the end is the same.
    before_the_answers, |house| {
        house.take("onske_status");
        OFFERS.run(house);
        house.take("onske_status/svar");
        DAY.run(house);
        for name in ["Takknemlig Lom", "Avslående Måke", "Ventende Rype", "Plassert Orrfugl"] {
            assert_eq!(house.verdict("5A114", "46", name), "left|UBEHANDLET_SVAR|onskenr=1 status=SFORM|", "{name}");
        }
        ANSWERS.run(house);
        house.change("Plassert Orrfugl", PLACED);
        DAY.run(house);
        assert_eq!(statuses(house), STATUSES);
    }
);

both!(
    /// Out of order: after 5A122 it keeps what 5A122 wrote. No wish is moved off TILBSK.
    after_the_later_routines, |house| {
        house.take("46");
        OFFERS.run(house);
        house.take("46/svar");
        for job in ["5A119", "5A114", "5A120", "5A122", "5A106"] {
            Day { job, ..DAY }.run(house);
        }
        let before = house.effects();
        assert!(house.count("SELECT count(*) FROM onske WHERE status = 'TILBSK'") > 0);
        assert_eq!(Day { asof: "2026-08-06", at: "2026-08-06T05:00:00Z", ..DAY }.run(house)["tally"]["acted"], 0);
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// Each parameter changes what it says; an unknown one stops the run and names the known ones.
    parameters, |house| {
        stage(house);
        let struck = |params: &'static [&'static str]| {
            let plan = Day { params, ..DAY }.plan(house);
            plan["changes"].to_string().matches("UKVAL2\"}").count()
        };
        // One of them is the `before` of `Godkjent Tiur`.
        assert_eq!(struck(&[]), 3);
        assert_eq!(struck(&["beregn_ukval2=false"]), 2, "the county's own word still counts");
        house.change("Flyttet Spurv", "UPDATE elevkurs SET fag_stryk_fellesfag = 2 WHERE person_id = {person}");
        assert_eq!(struck(&[]), 3);
        assert_eq!(struck(&["fellesfag_stryk_max=1"]), 4);
        let (_, err) = Day { params: &["dato=2026-08-05"], ..DAY }.try_run(house, 2, &[]);
        assert!(err.contains("has no parameter `dato`; it has beregn_ukval2, fellesfag_stryk_max, soknadsar"), "{err}");
    }
);

both!(
    /// One person, two counties: the wish in the one is not moved by the forslag in the other.
    one_person_in_two_counties, |house| {
        house.take("vg3_forslag");
        Day { fylke: "11", ..OFFERS }.run(house);
        let there = Day { fylke: "11", ..DAY }.run(house);
        assert_eq!((&there["tally"]["seen"], &there["tally"]["acted"]), (&1.into(), &1.into()));
        DAY.run(house);
        assert_eq!(status(house, "Flyttet Barlind"), "1 SFORM, 1 STRILÆ");
    }
);
