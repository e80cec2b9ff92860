//! 5A119: the day itself, twice, later, killed midway, out of order. Who shows what stands in `fixtures/forslag_svar/README.md`.

use crate::house::{House, both};
use crate::scene::{Day, foretold, killed_after_every_commit, reasons};

const OFFERS: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const DAY: Day = Day { job: "5A119", asof: "2026-08-05", at: "2026-08-05T04:00:00Z", ..OFFERS };

/// The offers are made, the answers lie in the inbox, one forslag is closed by hand.
pub fn stage(house: &House) {
    house.take("forslag_svar");
    OFFERS.run(house);
    house.take("forslag_svar/svar");
    let close = "UPDATE forslag SET lukket_arsak = 'TRUKKET' WHERE onske_id IN (SELECT id FROM onske WHERE soker_id = {soker})";
    house.change("Lukket Brasme", close);
}

fn staged(house: House) -> House {
    stage(&house);
    house
}

/// The answers in force: name, step, answer, source, when.
fn svar(house: &House) -> Vec<String> {
    house.texts(
        "SELECT p.fornavn || ' ' || p.etternavn || ' ' || a.gjelder || ' ' || a.svar || ' ' || a.kilde || ' '
           || substr(CAST(a.svart_tid AS TEXT), 1, 19) AS t
         FROM forslag_svar a JOIN forslag f ON f.id = a.forslag_id JOIN onske o ON o.id = f.onske_id
         JOIN soker s ON s.id = o.soker_id JOIN person p ON p.id = s.person_id ORDER BY s.id, a.gjelder",
    )
}

const ANSWERS: [&str; 13] = [
    "Ja Ørret TILBSKG J WEB 2026-07-30 08:00:00",
    "Nei Laks TILBSKG N WEB 2026-07-30 09:00:00",
    "Angrende Sik TILBSKG N WEB 2026-07-31 10:00:00",
    "Ombestemt Røye TILBSKG J WEB 2026-08-04 21:59:59",
    "Halvsein Abbor TILBSKG J WEB 2026-08-03 10:00:00",
    "Fylkets Vederbuk TILBSKG N WEB 2026-08-02 12:00:00",
    "Adresseløs Mort TILBSKG J WEB 2026-08-02 14:00:00",
    "Feilskrevet Suter TILBSKG J WEB 2026-08-02 15:00:00",
    "Skjermet Ål TILBSKG N WEB 2026-08-02 16:00:00",
    "Dobbel Stam TILBSKG J WEB 2026-08-02 17:00:00",
    "Ringende Hvitting TILBSKG N FYLKE 2026-08-02 09:00:00",
    "Godtatt Hyse TILBSKG J FYLKE 2026-08-05 03:00:00",
    "Uenig Lyr TILBSKG J FYLKE 2026-08-03 08:00:00",
];

const INBOX: [&str; 21] = [
    "websvar W-01 BRUKT -",
    "websvar W-02 BRUKT -",
    "websvar W-03 BRUKT -",
    "websvar W-04 BRUKT -",
    "websvar W-05 BRUKT -",
    "websvar W-06 BRUKT -",
    "websvar W-07 FOR_SENT FOR_SENT",
    "websvar W-08 BRUKT -",
    "websvar W-09 FOR_SENT FOR_SENT",
    "websvar W-12 AVVIST FEIL_TRINN",
    "websvar W-13 BRUKT -",
    "websvar W-14 AVVIST LUKKET",
    "websvar W-15 BRUKT -",
    "websvar W-16 BRUKT -",
    "websvar W-17 BRUKT -",
    "websvar W-18 BRUKT -",
    "websvar W-19 BRUKT -",
    "websvar W-20 FOR_SENT FOR_SENT",
    "websvar W-21 BRUKT -",
    "websvar W-A NY -",
    "websvar W-B NY -",
];

both!(
    /// Every applicant gets the verdict, reason and receipt that the fixture's README foretells; every answer in the inbox its mark.
    the_day_itself, |house| {
        stage(house);
        let untouched = |h: &House| [h.effects_of("onske"), h.effects_of("forslag")].concat();
        let before = untouched(house);
        let run = DAY.run(house);
        assert_eq!(house.verdicts("5A119", "46"), foretold("forslag_svar"));
        assert_eq!(svar(house), ANSWERS);
        let mut inbox = house.effects_of("websvar");
        inbox.sort();
        assert_eq!(inbox, INBOX);
        assert!(house.effects_of("fylkesvar").iter().all(|v| v.ends_with(" BRUKT -")));
        assert_eq!(untouched(house), before, "wishes and forslag are others' to change");
        assert_eq!((&run["tally"]["seen"], &run["tally"]["acted"], &run["letters"]), (&17.into(), &13.into(), &10.into()));
        assert_eq!(run["no_letter"], serde_json::json!({"ADRESSESPERRE": 1, "MANGLER_EPOST": 1, "UGYLDIG_EPOST": 1}));
    }
);

both!(
    /// No reason of the rule is without an applicant who shows it.
    every_reason_is_shown, |house| {
        stage(house);
        DAY.run(house);
        house.answer("46", &[
            ("W-30", "Nei Laks", "TILBSKG", "J", "2026-07-30T08:59:59Z"),
            ("W-31", "Ringende Hvitting", "TILBSKG", "J", "2026-08-03T10:00:00Z"),
        ]);
        let before = svar(house);
        let next = Day { asof: "2026-08-06", at: "2026-08-06T04:00:00Z", params: &["fylkets_svar_gar_foran=true"], ..DAY };
        next.run(house);
        assert_eq!(house.verdict("5A119", "46", "Nei Laks"), "left|ELDRE_SVAR|antall=1|nb", "taken in later, given earlier");
        assert_eq!(house.verdict("5A119", "46", "Ringende Hvitting"), "left|FYLKET_HAR_SVART|antall=1|nn");
        assert_eq!(svar(house), before);
        let (all, shown) = reasons(house, "5A119");
        assert_eq!(shown, all);
    }
);

both!(
    /// Each answer is consumed once, but for two that wait for a person: a second plan is empty, a second run writes nothing but its
    /// own attempt.
    twice, |house| {
        stage(house);
        DAY.run(house);
        let before = house.effects();
        let plan = DAY.plan(house);
        let still = serde_json::json!([{"unit": "soker:7", "reason": "SAMTIDIGE_SVAR", "detail": "antall=2"}]);
        assert_eq!((&plan["changes"], &plan["letters"], &plan["left"]), (&serde_json::json!([]), &serde_json::json!([]), &still));
        let second = DAY.run(house);
        assert_eq!((&second["tally"]["left"], &second["attempt"]), (&serde_json::json!({"SAMTIDIGE_SVAR": 1}), &2.into()));
        assert_eq!(second["tally"]["seen"], 1);
        // The same files taken in again bring no answer back.
        house.take("forslag_svar/svar");
        assert_eq!(DAY.run(house)["tally"]["seen"], 1);
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// Day by day or all at once: the same answers are in force in the end, and the latest before the deadline wins.
    later, |house| {
        stage(house);
        let evening = Day { asof: "2026-07-30", at: "2026-07-30T20:00:00Z", ..DAY };
        assert_eq!(evening.run(house)["tally"]["acted"], 3);
        assert_eq!(house.verdict("5A119", "46", "Angrende Sik"), "acted|SVAR_JA||nn");
        assert!(svar(house).contains(&"Angrende Sik TILBSKG J WEB 2026-07-30 10:00:00".to_owned()));
        let next = Day { asof: "2026-07-31", at: "2026-07-31T20:00:00Z", ..DAY };
        assert_eq!(next.run(house)["tally"]["acted"], 1, "the later answer replaces the earlier");
        assert_eq!(house.verdict("5A119", "46", "Angrende Sik"), "acted|SVAR_NEI||nn");
        DAY.run(house);
        assert_eq!(svar(house), ANSWERS);
        assert_eq!(house.letter("5A119", "Angrende Sik").matches("Vi har fått svaret ditt").count(), 2, "a receipt for each");
    }
);

both!(
    /// The cut-off is the end of the date spoken for, in Oslo, or the run's own instant on the day itself.
    the_cut_off, |house| {
        stage(house);
        let acted = |asof, at| Day { asof, at, ..DAY }.plan(house)["tally"]["acted"].clone();
        assert_eq!(acted("2026-07-30", "2026-07-30T08:30:00Z"), 1, "at half past ten only the first has come");
        assert_eq!(acted("2026-07-30", "2026-08-05T04:00:00Z"), 3, "run late, it speaks for that day alone");
        assert_eq!(acted("2026-07-29", "2026-08-05T04:00:00Z"), 0);
    }
);

both!(
    /// An answer after the deadline is kept and listed, and changes nothing; the same for a wish to change one's mind.
    /// Each is told once, however often they write.
    too_late, |house| {
        stage(house);
        DAY.run(house);
        let before = svar(house);
        house.answer("46", &[
            ("L-1", "Taus Krøkle", "TILBSKG", "J", "2026-08-05T10:00:00Z"),
            ("L-2", "Ja Ørret", "TILBSKG", "N", "2026-08-05T10:00:00Z"),
        ]);
        let run = Day { asof: "2026-08-06", at: "2026-08-06T04:00:00Z", ..DAY }.run(house);
        assert_eq!(run["tally"]["left"], serde_json::json!({"FOR_SENT": 2, "SAMTIDIGE_SVAR": 1}));
        assert_eq!((svar(house), &run["letters"]), (before.clone(), &2.into()));
        assert_eq!(house.verdict("5A119", "46", "Ja Ørret"), "left|FOR_SENT|antall=1|nn");
        house.answer("46", &[("L-3", "Taus Krøkle", "TILBSKG", "N", "2026-08-06T10:00:00Z")]);
        let again = Day { asof: "2026-08-07", at: "2026-08-07T04:00:00Z", ..DAY };
        let plan = again.plan(house);
        assert_eq!((&plan["letters"], &plan["tally"]["left"]), (&serde_json::json!([]), &serde_json::json!({"FOR_SENT": 1, "SAMTIDIGE_SVAR": 1})));
        assert_eq!((&again.run(house)["letters"], svar(house)), (&0.into(), before));
        let told = house.texts("SELECT key AS t FROM letters WHERE purpose = 'for_sent' ORDER BY id");
        assert_eq!(told.len(), 5, "{told:#?}");
        let journal = |h: &House| h.count("SELECT count(*) FROM journal WHERE reason = 'FOR_SENT'");
        assert_eq!(journal(house), 3, "the same of Taus again is no news");
    }
);

both!(
    /// What whoever answers too late is told: what stands, and what to do if that is not what they want.
    letters_to_those_who_were_late, |house| {
        stage(house);
        house.change("Halvsein Abbor", "UPDATE person SET malform = 'nb' WHERE id = {person}");
        let off = Day { params: &["brev_for_sent=false"], ..DAY }.plan(house);
        assert!(!off["letters"].to_string().contains("for_sent"), "a county may do without");
        let plan = DAY.plan(house);
        assert_eq!(plan["letters"].to_string().matches("/for_sent/").count(), 3, "a plan shows letters to those left, too");
        let digest = plan["digest"].as_str().unwrap();
        DAY.try_run(house, 0, &["--plan", digest]);
        insta::assert_snapshot!("for_sent_uten_svar_nn", house.letter("5A119", "Sein Gjedde"));
        insta::assert_snapshot!("for_sent_nei_etter_ja_nb", house.letter("5A119", "Halvsein Abbor").split("\n---\n").find(|l| l.contains("etter fristen")).unwrap());
        for name in ["Dobbel Stam", "Nei Laks"] {
            house.change(name, "UPDATE forslag SET status = 'TILBSK', svarfrist_skole = '2026-08-12' \
                WHERE onske_id IN (SELECT id FROM onske WHERE soker_id = {soker})");
        }
        house.answer("46", &[
            ("S-1", "Dobbel Stam", "TILBSK", "N", "2026-08-13T10:00:00Z"),
            ("S-2", "Nei Laks", "TILBSK", "N", "2026-08-10T10:00:00Z"),
            ("S-3", "Nei Laks", "TILBSK", "J", "2026-08-13T10:00:00Z"),
        ]);
        Day { asof: "2026-08-14", at: "2026-08-14T04:00:00Z", ..DAY }.run(house);
        let last = |name| house.letter("5A119", name).split("\n---\n").find(|l| l.contains("etter fristen")).unwrap().to_owned();
        insta::assert_snapshot!("for_sent_skole_uten_svar_nn", last("Dobbel Stam"));
        insta::assert_snapshot!("for_sent_skole_ja_etter_nei_nb", last("Nei Laks"));
        let hindered = "UPDATE person SET epost = NULL WHERE id = {person}";
        house.change("Taus Krøkle", hindered);
        house.answer("46", &[("L-9", "Taus Krøkle", "TILBSKG", "J", "2026-08-14T10:00:00Z")]);
        let run = Day { asof: "2026-08-15", at: "2026-08-15T04:00:00Z", ..DAY }.run(house);
        assert_eq!((&run["letters"], &run["no_letter"]), (&0.into(), &serde_json::json!({"MANGLER_EPOST": 1})));
        assert_eq!(house.verdict("5A119", "46", "Taus Krøkle"), "left|FOR_SENT|antall=1 brev=MANGLER_EPOST|");
    }
);

both!(
    /// Where the county says so, its own answer stands against a later one from the web, and the applicant is told.
    the_countys_answer_may_stand, |house| {
        stage(house);
        house.change("Uenig Lyr", "UPDATE person SET malform = 'nb' WHERE id = {person}");
        Day { params: &["fylkets_svar_gar_foran=true"], ..DAY }.run(house);
        assert!(svar(house).contains(&"Fylkets Vederbuk TILBSKG J FYLKE 2026-08-01 08:00:00".to_owned()));
        assert_eq!(house.verdict("5A119", "46", "Fylkets Vederbuk"), "acted|SVAR_JA||nn");
        assert!(house.effects_of("websvar").contains(&"websvar W-13 AVVIST FYLKET_HAR_SVART".to_owned()));
        insta::assert_snapshot!("fylket_har_svart_nn", house.letter("5A119", "Fylkets Vederbuk"));
        insta::assert_snapshot!("fylket_har_svart_nb", house.letter("5A119", "Uenig Lyr"));
        // Where both say the same, there is nothing to tell.
        house.answer("46", &[("W-32", "Ringende Hvitting", "TILBSKG", "N", "2026-08-03T10:00:00Z")]);
        Day { asof: "2026-08-06", at: "2026-08-06T04:00:00Z", params: &["fylkets_svar_gar_foran=true"], ..DAY }.run(house);
        assert_eq!(house.letter("5A119", "Ringende Hvitting"), "");
    }
);

both!(
    /// Two at one time that differ wait for a person: what was in force stays, and the county's word settles it.
    two_at_one_time_wait_for_a_person, |house| {
        stage(house);
        DAY.run(house);
        let harr = || svar(house).into_iter().filter(|s| s.starts_with("Samtidig Harr")).collect::<Vec<_>>();
        assert!(harr().is_empty(), "neither is guessed");
        house.county_answers("46", &[("Samtidig Harr", "TILBSKG", "J", "2026-08-05T08:00:00Z")]);
        Day { asof: "2026-08-06", at: "2026-08-06T04:00:00Z", ..DAY }.run(house);
        assert_eq!(house.verdict("5A119", "46", "Samtidig Harr"), "acted|SVAR_JA||");
        assert_eq!(harr(), ["Samtidig Harr TILBSKG J FYLKE 2026-08-05 08:00:00"]);
        let waits = house.effects_of("websvar").into_iter().filter(|v| v.contains(" NY ")).count();
        assert_eq!(waits, 0, "both are treated now");
    }
);

both!(
    /// An answer that the county corrects is judged again.
    the_county_corrects_itself, |house| {
        stage(house);
        DAY.run(house);
        house.county_answers("46", &[("Ringende Hvitting", "TILBSKG", "J", "2026-08-02T09:00:00Z")]);
        DAY.run(house);
        assert_eq!(house.verdict("5A119", "46", "Ringende Hvitting"), "acted|SVAR_JA||");
        assert!(svar(house).contains(&"Ringende Hvitting TILBSKG J FYLKE 2026-08-02 09:00:00".to_owned()));
    }
);

both!(
    /// A school's offer has its own step, answer and deadline; an answer to the general offer that came in late still counts.
    the_schools_offer, |house| {
        stage(house);
        DAY.run(house);
        for name in ["Ja Ørret", "Ombestemt Røye", "Halvsein Abbor"] {
            house.change(name, "UPDATE forslag SET status = 'TILBSK', skolenr = '46001', svarfrist_skole = '2026-08-12' \
                WHERE onske_id IN (SELECT id FROM onske WHERE soker_id = {soker})");
        }
        house.answer("46", &[
            ("S-1", "Ja Ørret", "TILBSK", "J", "2026-08-12T21:59:59Z"),
            ("S-2", "Ombestemt Røye", "TILBSK", "N", "2026-08-12T22:00:00Z"),
            ("S-3", "Halvsein Abbor", "TILBSKG", "N", "2026-08-04T10:00:00Z"),
        ]);
        Day { asof: "2026-08-13", at: "2026-08-13T04:00:00Z", ..DAY }.run(house);
        assert!(svar(house).contains(&"Ja Ørret TILBSK J WEB 2026-08-12 21:59:59".to_owned()));
        assert_eq!(house.verdict("5A119", "46", "Ombestemt Røye"), "left|FOR_SENT|antall=1|nn");
        assert_eq!(house.verdict("5A119", "46", "Halvsein Abbor"), "acted|SVAR_NEI||nn");
        assert!(svar(house).contains(&"Halvsein Abbor TILBSKG N WEB 2026-08-04 10:00:00".to_owned()));
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(DAY, 3, || staged(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(DAY, 3, || staged(House::postgres()));
}

both!(
    /// Out of order: before 5A115 there is nothing to answer, and it says so by doing nothing.
    before_the_offers, |house| {
        house.take("forslag_svar");
        let before = house.effects();
        assert_eq!(DAY.too_early(house)["tally"]["seen"], 0);
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// Out of order: after the whole chain it undoes nothing; an answer to the general offer then comes too late.
    after_the_later_routines, |house| {
        house.take("46");
        OFFERS.run(house);
        house.letters_have_left();
        house.take("46/svar");
        for job in ["5A119", "5A114", "5A120", "5A122", "5A106"] {
            Day { job, ..DAY }.run(house);
        }
        let standing = |h: &House| {
            let of_the_inbox = |e: &String| ["websvar ", "journal 5A119 ", "brev 5A119/"].iter().any(|of| e.starts_with(of));
            h.effects().into_iter().filter(|e| !of_the_inbox(e)).collect::<Vec<_>>()
        };
        let before = standing(house);
        let run = Day { asof: "2026-08-06", at: "2026-08-06T04:00:00Z", ..DAY }.run(house);
        assert_eq!(run["tally"]["left"], serde_json::json!({"FOR_SENT": 1}), "one came in after the chain had run");
        assert_eq!((&run["tally"]["seen"], standing(house)), (&1.into(), before));
    }
);

both!(
    /// One person, two counties: an answer to one county's offer is not taken by the other's run.
    one_person_in_two_counties, |house| {
        house.take("vg3_forslag");
        OFFERS.run(house);
        Day { fylke: "11", ..OFFERS }.run(house);
        house.answer("11", &[("T-1", "Flyttet Barlind", "TILBSKG", "J", "2026-08-01T10:00:00Z")]);
        assert_eq!(DAY.run(house)["tally"]["seen"], 0);
        let there = Day { fylke: "11", ..DAY }.run(house);
        assert_eq!((&there["tally"]["seen"], &there["tally"]["acted"]), (&1.into(), &1.into()));
        assert_eq!(house.verdict("5A119", "11", "Flyttet Barlind"), "acted|SVAR_JA||nb");
    }
);

both!(
    /// An unknown parameter stops the run before it begins and names the known ones.
    parameters_that_are_wrong, |house| {
        stage(house);
        let (_, err) = Day { params: &["frist=1"], ..DAY }.try_run(house, 2, &[]);
        assert!(err.contains("has no parameter `frist`; it has brev_for_sent, fylkets_svar_gar_foran, soknadsar"), "{err}");
        assert_eq!(house.count("SELECT count(*) FROM runs WHERE job = '5A119'"), 0);
    }
);

both!(
    /// The archive: one document for each answer in force where the county has switched it on; none for the past.
    archive, |house| {
        stage(house);
        house.sql("UPDATE arkivhendelse_oppsett SET aktiv = FALSE WHERE fylkesnr = '46'");
        let evening = Day { asof: "2026-07-30", at: "2026-07-30T20:00:00Z", ..DAY };
        assert_eq!(evening.run(house)["deposits"], 0);
        house.sql("UPDATE arkivhendelse_oppsett SET aktiv = TRUE WHERE fylkesnr = '46' AND hendelse = 'SVAR'");
        assert_eq!(evening.run(house)["deposits"], 0, "switched on later, nothing is made for the past");
        assert_eq!(DAY.run(house)["deposits"], 8, "Ja and Nei answered before, Angrende has answered anew");
        let documents = house.effects_of("dokument");
        assert_eq!(documents.len(), 8);
        assert!(documents.iter().all(|d| d.starts_with("dokument 46 SVAR soker:") && d.contains("/TILBSKG/W-")), "{documents:#?}");
    }
);

both!(
    /// The receipts as they are read: yes and no, while the answer can be changed and after, to the general offer and to a school's.
    letters, |house| {
        stage(house);
        Day { asof: "2026-08-03", at: "2026-08-03T20:00:00Z", ..DAY }.run(house);
        insta::assert_snapshot!("kvittering_ja_nn", house.letter("5A119", "Ja Ørret"));
        insta::assert_snapshot!("kvittering_nei_nb", house.letter("5A119", "Nei Laks"));
        DAY.run(house);
        insta::assert_snapshot!("kvittering_ja_etter_fristen_nn", house.letter("5A119", "Ombestemt Røye"));
        for name in ["Ja Ørret", "Nei Laks"] {
            house.change(name, "UPDATE forslag SET status = 'TILBSK', svarfrist_skole = '2026-08-12' \
                WHERE onske_id IN (SELECT id FROM onske WHERE soker_id = {soker})");
        }
        house.change("Ja Ørret", "UPDATE person SET malform = 'nb', etternavn = 'Ærfugl' WHERE id = {person}");
        house.change("Nei Laks", "UPDATE person SET malform = 'nn', etternavn = 'Steinbit' WHERE id = {person}");
        house.answer("46", &[
            ("S-1", "Ja Ærfugl", "TILBSK", "J", "2026-08-06T10:00:00Z"),
            ("S-2", "Nei Steinbit", "TILBSK", "N", "2026-08-06T10:00:00Z"),
        ]);
        Day { asof: "2026-08-06", at: "2026-08-06T20:00:00Z", ..DAY }.run(house);
        insta::assert_snapshot!("kvittering_skole_ja_nb", house.letter("5A119", "Ja Ærfugl"));
        insta::assert_snapshot!("kvittering_skole_nei_nn", house.letter("5A119", "Nei Steinbit"));
        let digits = |t: &String| t.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() >= 6);
        assert!(!house.texts("SELECT subject || body AS t FROM letters").iter().any(digits));
    }
);
