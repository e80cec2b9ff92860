//! 5A114: the day itself, twice, later, killed midway, out of order. Who shows what stands in `fixtures/onske_status/README.md`.

use crate::house::{House, both};
use crate::scene::{Day, foretold, killed_after_every_commit, reasons};

const OFFERS: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const ANSWERS: Day = Day { job: "5A119", asof: "2026-08-04", at: "2026-08-05T04:00:00Z", ..OFFERS };
const DAY: Day = Day { job: "5A114", asof: "2026-08-05", at: "2026-08-05T05:00:00Z", ..OFFERS };

/// A place given and written on its wish; one that the school wants an answer to.
fn place(house: &House) {
    let placed = |more: &str| {
        format!(
            "UPDATE forslag SET status = 'TILBSK', skolenr = '46001', {more} \
             WHERE onske_id IN (SELECT id FROM onske WHERE soker_id = {{soker}})"
        )
    };
    house.change("Plassert Orrfugl", &placed("overfort = '2026-08-05'"));
    house.change("Skoletilbudt Fjellrype", &placed("svarfrist_skole = '2026-08-12'"));
}

/// A routine, and not Inntak, is the last to have set this wish's status.
fn set_by_a_routine(house: &House, name: &str) {
    house.change(name, "INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
        SELECT o.id, 'status', 'SFORM', o.status, (SELECT max(id) FROM attempts), '2026-07-27 05:00:00' FROM onske o WHERE o.soker_id = {soker}");
}

/// Offers made, and everybody who can be has been told of theirs.
fn offers(house: &House) {
    house.take("onske_status");
    OFFERS.run(house);
    house.letters_have_left();
    set_by_a_routine(house, "Godkjent Tiur");
}

/// Offers made, answers in force, places given.
pub fn stage(house: &House) {
    offers(house);
    house.take("onske_status/svar");
    ANSWERS.run(house);
    place(house);
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

/// The county records an answer, and 5A119 takes it.
fn by_the_county(house: &House, name: &str, gjelder: &str, svar: &str, day: &'static str) {
    house.county_answers("46", &[(name, gjelder, svar, &format!("{day}T08:00:00Z"))]);
    Day { asof: day, at: "2026-08-20T04:00:00Z", ..ANSWERS }.run(house);
}

const STATUSES: [&str; 28] = [
    "Passiv Ørn 1 STOPP",
    "Vurdert Hauk 1 UKVAL2",
    "Stryks Falk 1 SFORM",
    "Inntatt Ugle 1 INNTO",
    "Inntatt Ugle 2 STRINN",
    "Kontraktsbundet Gås 1 INNTLÆ",
    "Antatt And 1 TILBLÆ",
    "Takknemlig Lom 1 INNTLI",
    "Avslående Måke 1 STRNLV",
    "Taus Terne 1 STRILÆ",
    "Ventende Rype 1 SFORM",
    "Plassert Orrfugl 1 INNTLI",
    "Godkjent Tiur 1 SFORM",
    "Flyttet Spurv 1 SFORM",
    "Skolesøkende Meis 1 SBEHA",
    "Låst Trost 1 SFORM",
    "Struket Kråke 1 STRINN",
    "Halvlåst Skjære 1 STOPP",
    "Halvlåst Skjære 2 SFORM",
    "Uvarslet Vipe 1 SFORM",
    "Ufullført Spove 1 UKVAL2",
    "Rettløs Svale 1 STOPP",
    "Voksen Stær 1 STOPP",
    "Avvikende Lerke 1 SFORM",
    "Håndsatt Hegre 1 UKVAL2",
    "Undertegnet Heilo 1 TILBLÆ",
    "Utflyttet Lappspove 1 LANNET",
    "Skoletilbudt Fjellrype 1 TILBSK",
];

both!(
    /// Every applicant gets the verdict and reason that the fixture's README foretells, every wish its status, every change its history.
    the_day_itself, |house| {
        stage(house);
        let forslag = house.effects_of("forslag");
        let run = DAY.run(house);
        assert_eq!(house.verdicts("5A114", "46"), foretold("onske_status"));
        assert_eq!(statuses(house), STATUSES);
        assert_eq!(house.count("SELECT count(*) FROM onske WHERE status_satt = '2026-08-05'"), 17);
        let historikk = house.effects_of("historikk");
        assert_eq!(historikk.len(), 18, "one of them was there before");
        assert!(historikk.iter().any(|h| h.ends_with(" 1 status UKVAL2 SFORM")), "{historikk:#?}");
        assert_eq!(house.effects_of("forslag"), forslag);
        assert_eq!((&run["letters"], &run["deposits"], &run["no_letter"]), (&1.into(), &0.into(), &serde_json::json!({})), "one is struck, and told");
    }
);

both!(
    /// No reason of the rule is without an applicant who shows it.
    every_reason_is_shown, |house| {
        stage(house);
        let params = &["annet_fylke_ut=straks", "ubesvart=ma_sjekkes", "avviksfag_fagprove=true", "avviksfag_fra=08-05"];
        Day { params, ..DAY }.run(house);
        for (name, verdict, becomes) in [
            ("Flyttet Spurv", "acted|ANNET_FYLKE_UT||", "1 STOPP"),
            ("Taus Terne", "left|MA_SJEKKES|onskenr=1 status=SFORM|", "1 SFORM"),
            ("Avvikende Lerke", "acted|FAGPROVE||", "1 TILBPR"),
        ] {
            assert_eq!((house.verdict("5A114", "46", name).as_str(), status(house, name).as_str()), (verdict, becomes), "{name}");
        }
        DAY.run(house);
        assert_eq!(statuses(house), STATUSES, "what a routine set for the county's reasons, it takes back when they no longer hold");
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
        assert_eq!((status(house, "Taus Terne").as_str(), status(house, "Ventende Rype").as_str()), ("1 TILBSK", "1 TILBSK"));
        let before = statuses(house);
        assert_eq!(DAY.plan(house)["changes"].as_array().unwrap().len(), 1);
        DAY.run(house);
        let changed: Vec<_> = statuses(house).into_iter().filter(|s| !before.contains(s)).collect();
        assert_eq!(changed, ["Taus Terne 1 STRILÆ"]);
        assert_eq!(house.verdict("5A114", "46", "Ventende Rype"), "left|UBEHANDLET_SVAR|onskenr=1 status=TILBSK|");
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
        by_the_county(house, "Taus Terne", "TILBSKG", "J", "2026-08-06");
        let before = statuses(house);
        Day { asof: "2026-08-07", at: "2026-08-07T05:00:00Z", ..DAY }.run(house);
        let changed: Vec<_> = statuses(house).into_iter().filter(|s| !before.contains(s)).collect();
        assert_eq!(changed, ["Taus Terne 1 INNTLI", "Ventende Rype 1 STRILÆ"], "the other's own answer was too late");
        assert_eq!(house.verdict("5A114", "46", "Taus Terne"), "acted|HAR_SVART_JA||nn");
    }
);

both!(
    /// The school's offer: a deadline of its own that they must have been told of, a no, and back again when the county says so.
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
        check("2026-08-13", "TILBSK");
        assert_eq!(house.verdict("5A114", "46", "Plassert Orrfugl"), "left|IKKE_VARSLET|onskenr=1 status=TILBSK|");
        house.told_by_the_county("46", &[("Plassert Orrfugl", "TILBSK", "2026-08-10")]);
        check("2026-08-13", "TILBSK");
        house.told_by_the_county("46", &[("Plassert Orrfugl", "TILBSK", "2026-08-09")]);
        check("2026-08-13", "STRILÆ");
        by_the_county(house, "Plassert Orrfugl", "TILBSK", "N", "2026-08-14");
        check("2026-08-14", "STRNLV");
        by_the_county(house, "Plassert Orrfugl", "TILBSK", "J", "2026-08-15");
        check("2026-08-15", "INNTLI");
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
        let before = Day { asof: "2026-07-27", at: "2026-07-27T05:00:00Z", ..DAY };
        before.run(house);
        assert_eq!(house.verdict("5A114", "46", "Godkjent Tiur"), "left|STATUS_FRA_INNTAK|onskenr=1 status=UKVAL2|");
        set_by_a_routine(house, "Godkjent Tiur");
        before.run(house);
        let offered = OFFERS.run(house);
        house.letters_have_left();
        // `Godkjent Tiur` stood wrongly as UKVAL2; back in formidling, he is offered a place too, and does not answer.
        assert_eq!(offered["tally"]["acted"], 8);
        house.take("onske_status/svar");
        ANSWERS.run(house);
        place(house);
        DAY.run(house);
        let expected = STATUSES.map(|s| if s == "Godkjent Tiur 1 SFORM" { "Godkjent Tiur 1 STRILÆ" } else { s });
        assert_eq!(statuses(house), expected);
    }
);

both!(
    /// Out of order: before 5A119 nobody who has answered is struck; when the answers are in force the end is the same.
    before_the_answers, |house| {
        offers(house);
        house.take("onske_status/svar");
        DAY.run(house);
        for name in ["Takknemlig Lom", "Avslående Måke", "Ventende Rype", "Plassert Orrfugl", "Skoletilbudt Fjellrype"] {
            assert_eq!(house.verdict("5A114", "46", name), "left|UBEHANDLET_SVAR|onskenr=1 status=SFORM|", "{name}");
        }
        ANSWERS.run(house);
        place(house);
        DAY.run(house);
        assert_eq!(statuses(house), STATUSES);
    }
);

both!(
    /// Out of order: after 5A122 it keeps what 5A122 wrote. No wish is moved off INNTLI.
    after_the_later_routines, |house| {
        house.take("46");
        OFFERS.run(house);
        house.letters_have_left();
        house.take("46/svar");
        for job in ["5A119", "5A114", "5A120", "5A122", "5A106"] {
            Day { job, ..DAY }.run(house);
        }
        let before = house.effects();
        assert!(house.count("SELECT count(*) FROM onske WHERE status = 'INNTLI' AND skolenr IS NOT NULL") > 0);
        assert_eq!(Day { asof: "2026-08-06", at: "2026-08-06T05:00:00Z", ..DAY }.run(house)["tally"]["acted"], 0);
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// Each parameter changes what it says; an unknown one stops the run and names the known ones.
    parameters, |house| {
        stage(house);
        let becoming = |status: &str, params: &'static [&'static str]| {
            let plan = Day { params, ..DAY }.plan(house);
            let changes = plan["changes"].as_array().unwrap();
            changes.iter().filter(|c| c["after"]["status"] == status).count()
        };
        assert_eq!(becoming("UKVAL2", &[]), 2);
        assert_eq!(becoming("UKVAL2", &["ukvalifisert_ut="]), 1, "the county's own word still counts");
        assert_eq!(becoming("UKVAL2", &["ukvalifisert_ut=08-06"]), 1);
        assert_eq!(becoming("UKVAL2", &["ukvalifisert_ut=", "beregn_ukval2=true"]), 2);
        assert_eq!(becoming("UKVAL2", &["ukval_regel=2fellesfag"]), 4);
        house.change("Flyttet Spurv", "UPDATE elevkurs SET fag_stryk_fellesfag = 2 WHERE person_id = {person}");
        assert_eq!(becoming("UKVAL2", &["ukval_regel=2fellesfag"]), 4);
        assert_eq!(becoming("UKVAL2", &["ukval_regel=2fellesfag", "fellesfag_stryk_max=1"]), 5);
        assert_eq!(becoming("UKVAL2", &["fellesfag_stryk_max=1"]), 2, "a person judges");
        assert_eq!(becoming("STOPP", &[]), 4);
        assert_eq!(becoming("STOPP", &["uten_rett_ut="]), 2);
        assert_eq!(becoming("STOPP", &["uten_rett_omfatter=INGEN_RETT"]), 3);
        assert_eq!(becoming("STOPP", &["annet_fylke_ut=frist"]), 5);
        assert_eq!((becoming("STRILÆ", &[]), becoming("STRNLV", &[])), (1, 1));
        assert_eq!(becoming("STRNLV", &["ubesvart_kode=STRNLV"]), 2);
        assert_eq!(becoming("STRILÆ", &["ubesvart=ma_sjekkes"]), 0);
        assert_eq!(becoming("STRILÆ", &["varslet_dager_min=7"]), 1);
        assert_eq!(becoming("STRILÆ", &["varslet_dager_min=8"]), 0);
        assert_eq!(becoming("TILBPR", &["avviksfag_fagprove=true", "avviksfag_fra=08-05"]), 1);
        assert_eq!(becoming("TILBPR", &["avviksfag_fagprove=true"]), 0, "not before 1 September");
        let letters = |params| Day { params, ..DAY }.plan(house)["letters"].as_array().unwrap().len();
        assert_eq!((letters(&[]), letters(&["brev_stroket=false"])), (1, 0));
        let wrong = |params: &'static [&'static str], says: &str| {
            let (_, err) = Day { params, ..DAY }.try_run(house, 2, &[]);
            assert!(err.contains(says), "{err}");
        };
        wrong(
            &["dato=2026-08-05"],
            "has no parameter `dato`; it has annet_fylke_ut, avviksfag_fagprove, avviksfag_fra, beregn_ukval2, brev_stroket, fellesfag_stryk_max, \
             soknadsar, ubesvart, ubesvart_kode, ukval_regel, ukvalifisert_ut, uten_rett_omfatter, uten_rett_ut, varslet_dager_min",
        );
        wrong(&["ubesvart_kode=STOPP"], "`ubesvart_kode` is `STOPP`, expected STRILÆ or STRNLV");
        wrong(&["varslet_dager_min=61"], "`varslet_dager_min` is `61`, expected 0 to 60");
        wrong(&["ukvalifisert_ut=august"], "`ukvalifisert_ut` is `august`");
        wrong(&["uten_rett_omfatter=ALLE"], "ALLE");
    }
);

both!(
    /// The letter to one who is struck, as it is read; once for each deadline, however often the wish is struck.
    letters, |house| {
        stage(house);
        house.change("Uvarslet Vipe", "UPDATE person SET malform = 'nb', adressesperre = FALSE WHERE id = {person}");
        house.told_by_the_county("46", &[("Uvarslet Vipe", "TILBSKG", "2026-07-29")]);
        DAY.run(house);
        insta::assert_snapshot!("stroket_nn", house.letter("5A114", "Taus Terne"));
        insta::assert_snapshot!("stroket_nb", house.letter("5A114", "Uvarslet Vipe"));
        by_the_county(house, "Taus Terne", "TILBSKG", "J", "2026-08-06");
        let next = Day { asof: "2026-08-06", at: "2026-08-20T05:00:00Z", ..DAY };
        next.run(house);
        assert_eq!(status(house, "Taus Terne"), "1 INNTLI");
        house.change("Taus Terne", "DELETE FROM forslag_svar WHERE forslag_id IN
            (SELECT f.id FROM forslag f JOIN onske o ON o.id = f.onske_id WHERE o.soker_id = {soker})");
        assert_eq!((&next.run(house)["letters"], status(house, "Taus Terne").as_str()), (&0.into(), "1 STRILÆ"));
        let digits = |t: &String| t.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() >= 6);
        assert!(!house.texts("SELECT subject || body AS t FROM letters WHERE job = '5A114'").iter().any(digits));
    }
);

both!(
    /// One person, two counties: the wish in the one is not moved by the forslag in the other.
    one_person_in_two_counties, |house| {
        house.take("vg3_forslag");
        Day { fylke: "11", ..OFFERS }.run(house);
        house.letters_have_left();
        let there = Day { fylke: "11", ..DAY }.run(house);
        assert_eq!((&there["tally"]["seen"], &there["tally"]["acted"]), (&1.into(), &1.into()));
        DAY.run(house);
        assert_eq!(status(house, "Flyttet Barlind"), "1 SFORM, 1 TILBSK", "fylke 11 gives them until 1 September");
        Day { fylke: "11", asof: "2026-09-02", at: "2026-09-02T05:00:00Z", ..DAY }.run(house);
        assert_eq!(status(house, "Flyttet Barlind"), "1 SFORM, 1 STRILÆ");
    }
);
