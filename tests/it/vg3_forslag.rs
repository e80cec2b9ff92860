//! 5A115: the day itself, twice, later, killed midway, out of order. Who shows what stands in `fixtures/vg3_forslag/README.md`.

use crate::house::{House, both};
use crate::scene::{Day, foretold, killed_after_every_commit, reasons};

const DAY: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };

/// A county that asks for all it can; the fagprøve from a day that has come.
const STRICT: &[&str] = &[
    "larekandidat=false",
    "krev_frist=ja",
    "krev_rett=[\"UNGDOMSRETT\"]",
    "avviksfag_fagprove=true",
    "avviksfag_fra=07-28",
    "nei_intervju=true",
];

fn stage(house: House) -> House {
    house.take("vg3_forslag");
    house
}

/// The VG3-forslag: name, programområde, status, deadline.
fn forslag(house: &House) -> Vec<String> {
    house.texts(
        "SELECT p.fornavn || ' ' || p.etternavn || ' ' || f.programomrade || ' ' || f.status || ' ' || CAST(f.svarfrist_generelt AS TEXT)
           || ' ' || o.onskenr || ' ' || f.runde || ' ' || COALESCE(f.skolenr, '-') AS t
         FROM forslag f JOIN onske o ON o.id = f.onske_id JOIN soker s ON s.id = o.soker_id JOIN person p ON p.id = s.person_id
         WHERE f.forslagstype = 'VG3' ORDER BY s.id",
    )
}

fn new_since(before: &[String], now: Vec<String>) -> Vec<String> {
    assert!(before.iter().all(|b| now.contains(b)), "nothing that stood is changed\n{before:#?}\n{now:#?}");
    now.into_iter().filter(|n| !before.contains(n)).collect()
}

both!(
    /// Every applicant gets the verdict, reason and letter that the fixture's README foretells, and no other row is touched.
    the_day_itself, |house| {
        house.take("vg3_forslag");
        let onsker = house.effects_of("onske");
        let run = DAY.run(house);
        assert_eq!(house.verdicts("5A115", "46"), foretold("vg3_forslag"));
        assert_eq!(
            forslag(house),
            [
                "Vanlig Furu BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Bokmålsk Bjørk BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Kandidat Lind BATMF3H--- TILBSKG 2026-08-04 1 1 -",
                "Særløp Alm BABDR3F--- TILBSKG 2026-08-04 1 1 -",
                "Tostryks Ask BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Adresseløs Hegg BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Feilskrevet Or BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Skjermet Osp BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Godkjent Lerk BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Sein Platan BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Udatert Agnbøk BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Unntatt Spisslønn BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Voksen Kirsebær RMKOK3MV-- TILBSKG 2026-08-04 1 1 -",
                "Uforeslått Pære BATMF3F--- TILBSKG 2026-08-04 1 1 -",
                "Intervjusky Plomme BATMF3F--- TILBSKG 2026-08-04 1 1 -",
            ]
        );
        assert_eq!(house.effects_of("onske"), onsker, "the wishes are 5A114's");
        assert_eq!(run["letters"], 14, "twelve of an offer, two to those who are not qualified");
        assert_eq!(run["no_letter"], serde_json::json!({"ADRESSESPERRE": 1, "MANGLER_EPOST": 1, "UGYLDIG_EPOST": 1}));
        assert_eq!(run["tally"]["seen"], 34, "the søker of fylke 11 is not this county's");
    }
);

both!(
    /// No reason of the rule is without an applicant who shows it.
    every_reason_is_shown, |house| {
        house.take("vg3_forslag");
        Day { params: STRICT, ..DAY }.run(house);
        for (name, verdict) in [
            ("Flyttet Barlind", "left|ANNET_FYLKE|hjemfylke=11|"),
            ("Kandidat Lind", "left|LAREKANDIDAT||"),
            ("Sein Platan", "left|SOKT_FOR_SENT|mottatt=2026-03-03|"),
            ("Udatert Agnbøk", "left|UKJENT_MOTTATT||"),
            ("Unntatt Spisslønn", "acted|TILBUD||nn"),
            ("Ferdig Korktre", "left|FAGPROVE||"),
            ("Avvikende Vier", "left|AVVIKSFAG||"),
            ("Voksen Kirsebær", "left|MA_VURDERES_RETT|rett=VOKSENRETT|"),
            ("Intervjusky Plomme", "left|TAKKET_NEI||"),
        ] {
            assert_eq!(house.verdict("5A115", "46", name), verdict, "{name}");
        }
        Day { fylke: "11", ..DAY }.run(house);
        Day { params: &["krev_folkeregistrert=false"], ..DAY }.run(house);
        assert_eq!(house.verdict("5A115", "46", "Flyttet Barlind"), "left|TILBUD_ANNET_FYLKE||", "one county owes the offer");
        assert_eq!(house.verdict("5A115", "46", "Kandidat Lind"), "acted|TILBUD||nn", "the county changed its mind");
        let (all, shown) = reasons(house, "5A115");
        assert_eq!(shown, all);
    }
);

both!(
    /// What a person should look at is said of the offer; it is made all the same.
    what_a_person_should_look_at, |house| {
        house.take("vg3_forslag");
        Day { params: &["krev_frist=varsel", "plikt_ma_sjekkes=true", "uten_rett_ved_plass=true"], ..DAY }.run(house);
        for (name, verdict) in [
            ("Vanlig Furu", "acted|TILBUD|ma_sjekkes=oppmote|nn"),
            ("Sein Platan", "acted|TILBUD|sokt_for_sent ma_sjekkes=oppmote|nn"),
            ("Udatert Agnbøk", "acted|TILBUD|sokt_for_sent ma_sjekkes=oppmote|nn"),
            ("Unntatt Spisslønn", "acted|TILBUD|ma_sjekkes=oppmote|nn"),
            ("Utløpt Kristtorn", "acted|TILBUD|uten_rett ma_sjekkes=oppmote|nn"),
            ("Adresseløs Hegg", "acted|TILBUD|ma_sjekkes=oppmote brev=MANGLER_EPOST|"),
        ] {
            assert_eq!(house.verdict("5A115", "46", name), verdict, "{name}");
        }
    }
);

both!(
    /// A second run is a new attempt that finds nothing to do; a second plan is empty.
    twice, |house| {
        house.take("46");
        let first = DAY.run(house);
        assert_eq!(first["tally"]["acted"], 169);
        let before = house.effects();
        assert_eq!(DAY.plan(house)["changes"].as_array().unwrap().len(), 0);
        let second = DAY.run(house);
        assert_eq!((&second["tally"]["acted"], &second["tally"]["unchanged"], &second["attempt"]), (&0.into(), &169.into(), &2.into()));
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// The fixture too: those without a letter and those left say nothing again.
    twice_over_every_reason, |house| {
        house.take("vg3_forslag");
        DAY.run(house);
        let before = house.effects();
        let plan = DAY.plan(house);
        assert_eq!((&plan["changes"], &plan["letters"]), (&serde_json::json!([]), &serde_json::json!([])));
        let second = DAY.run(house);
        assert_eq!((&second["letters"], &second["deposits"], &second["no_letter"]), (&0.into(), &0.into(), &serde_json::json!({})));
        assert_eq!(house.effects(), before);
        assert_eq!(house.count("SELECT count(*) FROM attempts"), 2);
    }
);

both!(
    /// A later run makes the offers of those who have come to qualify, and does not move a deadline that was given.
    later, |house| {
        house.take("vg3_forslag");
        DAY.run(house);
        let (stood, letters) = (forslag(house), house.effects_of("brev"));
        house.change("Stryks Morell", "UPDATE elevkurs SET fag_stryk_programfag = 0 WHERE person_id = {person}");
        house.change("Låst Gran", "UPDATE onske SET laast = FALSE WHERE soker_id = {soker}");
        house.change("Passiv Selje", "UPDATE soker SET aktiv = TRUE WHERE id = {soker}");
        let day = Day { asof: "2026-08-03", at: "2026-08-03T04:00:00Z", params: &["svarfrist=2026-08-12"], ..DAY };
        assert_eq!(day.plan(house)["changes"].as_array().unwrap().len(), 3);
        day.run(house);
        assert_eq!(
            new_since(&stood, forslag(house)),
            [
                "Passiv Selje BATMF3F--- TILBSKG 2026-08-12 1 1 -",
                "Låst Gran BATMF3F--- TILBSKG 2026-08-12 1 1 -",
                "Stryks Morell BATMF3F--- TILBSKG 2026-08-12 1 1 -",
            ]
        );
        assert_eq!(new_since(&letters, house.effects_of("brev")).len(), 3);
        assert_eq!(house.verdict("5A115", "46", "Stryks Morell"), "acted|TILBUD||nn");
    }
);

#[test]
fn killed_sqlite() {
    killed_after_every_commit(DAY, 5, || stage(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(DAY, 5, || stage(House::postgres()));
}

both!(
    /// Out of order: after the whole chain it undoes nothing and offers nothing to those the chain has settled.
    after_the_later_routines, |house| {
        house.take("46");
        DAY.run(house);
        house.letters_have_left();
        house.take("46/svar");
        for job in ["5A119", "5A114", "5A120", "5A122", "5A106"] {
            Day { job, asof: "2026-08-05", at: "2026-08-05T04:00:00Z", ..DAY }.run(house);
        }
        let domain = |h: &House| h.effects().into_iter().filter(|e| !e.starts_with("journal ")).collect::<Vec<_>>();
        let before = domain(house);
        let run = Day { asof: "2026-08-06", at: "2026-08-06T04:00:00Z", ..DAY }.run(house);
        assert_eq!((&run["tally"]["acted"], &run["tally"]["unchanged"]), (&0.into(), &169.into()));
        assert_eq!(domain(house), before);
    }
);

both!(
    /// A letter never promises a deadline that has passed: refused, and nothing is written.
    a_deadline_that_has_passed_is_refused, |house| {
        house.take("vg3_forslag");
        let before = house.effects();
        let days = [
            Day { params: &["svarfrist=2026-07-27"], ..DAY },
            Day { at: "2026-08-04T22:00:00Z", ..DAY }, // past the end of 4 August in Oslo
            Day { at: "2026-08-20T04:00:00Z", params: &["svarfrist=2026-08-19"], ..DAY },
        ];
        for day in days {
            let (_, err) = day.try_run(house, 4, &[]);
            assert!(err.contains("has passed\nhint: `rutine run 5A115 --fylke 46 --asof "), "{err}");
        }
        assert_eq!(house.effects(), before);
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0, "nobody owes what was asked for in vain");
        let late = Day { at: "2026-08-02T04:00:00Z", ..DAY };
        let (_, err) = late.try_run(house, 4, &[]);
        assert!(err.contains("only 2 days left to answer by 2026-08-04"), "{err}");
        assert_eq!(house.effects(), before);
        let by_hand = Day { at: "2026-08-04T21:59:59Z", params: &["svarfrist=2026-08-04"], ..DAY };
        let last_minute = by_hand.run(house);
        assert_eq!(last_minute["tally"]["acted"], 15, "the last day counts whole");
    }
);

both!(
    /// After 20 September offers are made, and the log says that they are late.
    late_in_the_year_it_warns, |house| {
        house.take("vg3_forslag");
        let on = |asof, at| Day { asof, at, ..DAY };
        let in_time = on("2026-09-20", "2026-09-20T04:00:00Z").run(house)["run"].to_string();
        assert!(!house.out(0, &["logs", &in_time]).contains("offers made after"));
        house.change("Passiv Selje", "UPDATE soker SET aktiv = TRUE WHERE id = {soker}");
        let late = on("2026-09-21", "2026-09-21T04:00:00Z").run(house);
        assert_eq!(late["tally"]["acted"], 1);
        assert!(house.out(0, &["logs", &late["run"].to_string()]).contains("offers made after 2026-09-20"));
    }
);

both!(
    /// Each parameter changes what it says, and nothing else.
    parameters, |house| {
        house.take("vg3_forslag");
        let check = |params: &'static [&'static str], change: &str| {
            let plan = Day { params, ..DAY }.plan(house);
            let made: Vec<_> = plan["changes"].as_array().unwrap().iter().map(|c| c.to_string()).collect();
            assert!(made.iter().any(|c| c.contains(change)), "{params:?}: {made:#?}");
            made.len()
        };
        assert_eq!(check(&[], "2026-08-04"), 15);
        assert_eq!(check(&["avviksfag=true"], "ELAUT3F---"), 16);
        assert_eq!(check(&["krev_folkeregistrert=false"], "soker:14"), 16);
        assert_eq!(check(&["larekandidat=false"], "BATMF3F---"), 14);
        assert_eq!(check(&["fellesfag_stryk_max=1"], "BATMF3H---"), 14);
        assert_eq!(check(&["ukval_regel=national"], "BATMF3H---"), 14);
        assert_eq!(check(&["ukval_regel=2fag_varsel"], "BATMF3H---"), 16);
        assert_eq!(check(&["svarfrist_dager=3"], "2026-07-31"), 15);
        assert_eq!(check(&["svarfrist_dato=09-01"], "2026-09-01"), 15);
        assert_eq!(check(&["krev_frist=ja"], "BATMF3H---"), 13);
        assert_eq!(check(&["krev_frist=ja", "frist_unntak=[]"], "BATMF3H---"), 12);
        assert_eq!(check(&["krev_frist=varsel"], "BATMF3H---"), 15);
        assert_eq!(check(&["krev_rett=[\"UNGDOMSRETT\"]"], "BATMF3H---"), 13);
        assert_eq!(check(&["uten_rett_ved_plass=true"], "BATMF3H---"), 16);
        assert_eq!(check(&["nei_utelukker=false"], "BATMF3H---"), 16);
        assert_eq!(check(&["nei_intervju=true"], "BATMF3H---"), 14);
        let letters = |params| Day { params, ..DAY }.plan(house)["letters"].to_string().matches("/ikke_kvalifisert/").count();
        assert_eq!((letters(&[]), letters(&["brev_ikke_kvalifisert=false"]), letters(&["ukval_regel=2fellesfag"])), (2, 0, 3));
        let (_, err) = Day { params: &["tidligste=07-29"], ..DAY }.try_run(house, 4, &[]);
        assert!(err.contains("first day for offers is 2026-07-29"), "{err}");
        let at_another_years = Day { params: &["soknadsar=2025"], ..DAY }.plan(house);
        assert_eq!(at_another_years["tally"]["seen"], 0);
    }
);

both!(
    /// What is no parameter, or cannot be read, stops the run before it begins; the message names what would do.
    parameters_that_are_wrong, |house| {
        house.take("vg3_forslag");
        let check = |params: &'static [&'static str], says: &str| {
            let (_, err) = Day { params, ..DAY }.try_run(house, 2, &[]);
            assert!(err.contains(says), "{params:?}: {err}");
        };
        check(&["svarfrist_uker=2"], "has no parameter `svarfrist_uker`; it has avviksfag, avviksfag_fagprove, avviksfag_fra, brev_ikke_kvalifisert, fellesfag_stryk_max, frist_unntak, hjemfylke, \
            krev_folkeregistrert, krev_frist, krev_rett, larekandidat, nei_intervju, nei_utelukker, plikt_ma_sjekkes, siste_dato, soknadsar, svarfrist, \
            svarfrist_dager, svarfrist_dager_min, svarfrist_dato, tidligste, ukval_regel, uten_rett_ved_plass");
        check(&["avviksfag=ja"], "`avviksfag` is `ja`, expected boolean");
        check(&["svarfrist=imorgen"], "`svarfrist` is `imorgen`, expected YYYY-MM-DD");
        check(&["siste_dato=1.9"], "`siste_dato` is `1.9`, expected MM-DD");
        check(&["svarfrist_dato=1.9"], "`svarfrist_dato` is `1.9`, expected MM-DD");
        check(&["tidligste=august"], "`tidligste` is `august`, expected MM-DD");
        check(&["avviksfag_fra="], "`avviksfag_fra` is ``, expected MM-DD");
        check(&["krev_frist=kanskje"], "kanskje");
        check(&["hjemfylke=folkeregisteret"], "folkeregisteret");
        check(&["ukval_regel=3fag"], "3fag");
        check(&["krev_rett=[\"UNGDOMSRET\"]"], "`krev_rett` holds `UNGDOMSRET`, expected");
        check(&["frist_unntak=[\"SYK\"]"], "`frist_unntak` holds `SYK`, expected any of IKKE_BESTATT_PROVE, OT");
        check(&["svarfrist_dager=-3"], "svarfrist_dager");
        check(&["fellesfag_stryk_max=-1"], "fellesfag_stryk_max");
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    }
);

both!(
    /// A county's own parameter wins over the manifest's, the operator's over both; another year's and another county's do not count.
    the_countys_own_parameters, |house| {
        house.take("vg3_forslag");
        let rows = "fylkesnr;soknadsar;navn;verdi\n46;2026;5A115.svarfrist_dager;10\n46;2025;5A115.avviksfag;true\n\
                    11;2026;5A115.larekandidat;false\n46;2026;5A119.fylkets_svar_gar_foran;false\n";
        house.out(0, &["intake", house.file("fylke_parameter.csv", rows).to_str().unwrap()]);
        let plan = |day: Day| day.plan(house)["changes"].to_string();
        assert_eq!(plan(DAY).matches("2026-08-07").count(), 15);
        assert_eq!(plan(Day { params: &["svarfrist_dager=3"], ..DAY }).matches("2026-07-31").count(), 15);
        house.sql("UPDATE fylke_parameter SET navn = '5A115.svarfrist_uker' WHERE navn = '5A115.svarfrist_dager'");
        let (_, err) = DAY.try_run(house, 5, &[]);
        assert!(err.contains("has no parameter `svarfrist_uker`"), "{err}");
    }
);

both!(
    /// One person, two counties: each settles only its own søker, in its own name and målform.
    one_person_in_two_counties, |house| {
        house.take("vg3_forslag");
        DAY.run(house);
        let there = Day { fylke: "11", ..DAY }.run(house);
        assert_eq!((&there["tally"]["seen"], &there["tally"]["acted"], &there["letters"]), (&1.into(), &1.into(), &1.into()));
        assert_eq!(house.verdict("5A115", "46", "Flyttet Barlind"), "left|ANNET_FYLKE|hjemfylke=11|");
        assert_eq!(house.verdict("5A115", "11", "Flyttet Barlind"), "acted|TILBUD||nb");
        assert!(house.letter("5A115", "Flyttet Barlind").contains("Rogaland fylkeskommune"));
        let before = house.effects();
        DAY.run(house);
        assert_eq!(house.effects(), before);
    }
);

both!(
    /// The archive: one document for each offer in the same run, where the county has switched it on; none for the past.
    archive, |house| {
        house.take("vg3_forslag");
        house.sql("UPDATE arkivhendelse_oppsett SET aktiv = FALSE WHERE fylkesnr = '46'");
        assert_eq!(DAY.run(house)["deposits"], 0);
        house.sql("UPDATE arkivhendelse_oppsett SET aktiv = TRUE WHERE fylkesnr = '46' AND hendelse = 'TILBUD'");
        assert_eq!(DAY.run(house)["deposits"], 0, "switched on later, nothing is made for the past");
        house.change("Passiv Selje", "UPDATE soker SET aktiv = TRUE WHERE id = {soker}");
        assert_eq!(DAY.run(house)["deposits"], 1);
        let soker = house.count("SELECT s.id FROM soker s JOIN person p ON p.id = s.person_id WHERE p.etternavn = 'Selje'");
        assert_eq!(
            house.effects_of("dokument"),
            [format!("dokument 46 TILBUD soker:{soker}/onske:1/VG3/1/TILBSKG Tilbod om Vg3 i skule pending")]
        );
    }
);

both!(
    /// On from the start: one for each offer, those without a letter among them.
    archive_from_the_start, |house| {
        house.take("vg3_forslag");
        assert_eq!(DAY.run(house)["deposits"], 15);
        assert_eq!(house.effects_of("dokument").len(), 15);
        assert_eq!(Day { fylke: "11", ..DAY }.run(house)["deposits"], 0, "fylke 11 has not switched it on");
    }
);

both!(
    /// The letters as they are read. Nobody's number stands in them.
    letters, |house| {
        house.take("vg3_forslag");
        house.change("Ufullført Tuja", "UPDATE person SET malform = 'nb' WHERE id = {person}");
        Day { params: &["ukval_regel=2fellesfag"], ..DAY }.run(house);
        insta::assert_snapshot!("ikke_kvalifisert_vurdert_nn", house.letter("5A115", "Vurdert Sypress"));
        insta::assert_snapshot!("ikke_kvalifisert_ufullfort_nb", house.letter("5A115", "Ufullført Tuja"));
        insta::assert_snapshot!("ikke_kvalifisert_stryk_nn", house.letter("5A115", "Stryks Morell"));
        insta::assert_snapshot!("tilbud_nn", house.letter("5A115", "Vanlig Furu"));
        insta::assert_snapshot!("tilbud_nb", house.letter("5A115", "Bokmålsk Bjørk"));
        let digits = |t: &String| t.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() >= 6);
        assert!(!house.texts("SELECT subject || body AS t FROM letters").iter().any(digits));
    }
);
