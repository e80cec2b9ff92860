//! AR-SENDINN: which submissions count, the date set once, the document made once and only where it is switched on.

use serde_json::json;

use crate::house::{House, both, unfolded};
use crate::runde::{OPPSTART, UTTREKK, januar, sendinn};
use crate::scene::{Day, killed_after_every_commit, reasons};

const DAY: Day =
    Day { job: "AR-SENDINN", fylke: "46", asof: "2026-01-23", at: "2026-01-23T03:00:00Z", params: &[] };

fn stage(house: &House) {
    januar(house);
    UTTREKK.run(house);
    house.take("rapport_innsending/rapport_svar.csv");
    house.take("rapport_innsending/rapport_innsending.csv");
}

both!(
    /// The first «Send inn» of one who may, with every obligatory answer, counts; the others are refused for a reason.
    the_day_itself, |house| {
        stage(house);
        DAY.run(house);
        assert_eq!(
            house.units("AR-SENDINN", "skjema:"),
            [
                "skjema:2025/310000019/BATMF3|acted|INNSENDT|",
                "skjema:2025/310000027/BARLF3|left|MANGLER_SVAR|mangler=3,8",
                "skjema:2025/310000035/HSAMB3|acted|INNSENDT|",
                "skjema:2025/310000035/HSHEA3|left|IKKE_TILGANG|",
            ]
        );
        assert_eq!(
            house.effects_of("innsending"),
            [
                "innsending S1 BRUKT -",
                "innsending S2 BRUKT ALLEREDE_INNSENDT",
                "innsending S3 NY MANGLER_SVAR",
                "innsending S4 NY IKKE_TILGANG",
                "innsending S5 BRUKT -",
                "innsending S6 NY -",
            ],
            "what comes in February is not January's"
        );
        assert_eq!(house.effects_of("skjema")[0], "skjema 46 2025/310000019/BATMF3 2026-01-22 08:30:00 2 -");
    }
);

both!(
    /// A second submission gets the same receipt: date and document stand. So does a second run.
    twice, |house| {
        stage(house);
        DAY.run(house);
        let before = house.effects();
        assert_eq!(DAY.plan(house)["changes"], json!([]));
        DAY.run(house);
        assert_eq!(house.effects(), before);
        let (skjemaer, documents) = (house.effects_of("skjema"), house.effects_of("dokument"));
        house.take("rapport_innsending/igjen");
        sendinn("2026-01-26", "2026-01-26T03:00:00Z").run(house);
        assert_eq!((house.effects_of("skjema"), house.effects_of("dokument")), (skjemaer, documents));
        assert!(house.effects_of("innsending").contains(&"innsending S7 BRUKT ALLEREDE_INNSENDT".into()));
    }
);

both!(
    /// The last evening counts whole; the minutes after midnight do not. No reason is without a form that shows it.
    the_deadline, |house| {
        stage(house);
        DAY.run(house);
        house.take("rapport_steng");
        house.take("rapport_innsending/igjen");
        house.sql("UPDATE rapport_skjema SET innsendt_tid = NULL, innsendt_av = NULL WHERE grunnkode = 'HSAMB3'");
        sendinn("2026-02-21", "2026-02-21T03:00:00Z").run(house);
        house.sql("UPDATE rapport_skjema SET stengt = '2026-02-21'");
        house.sql("INSERT INTO rapport_innsending (innsending_id, skjema_id, person_id, mottatt_tid)
            SELECT 'X1', id, 3, '2026-02-21 10:00:00' FROM rapport_skjema WHERE grunnkode = 'HSHEA3'");
        house.sql("INSERT INTO rapport_innsending (innsending_id, skjema_id, person_id, mottatt_tid)
            SELECT 'X2', id, 4, '2026-01-05 10:00:00' FROM rapport_skjema WHERE grunnkode = 'ELELE3'");
        let sendinn = sendinn("2026-02-22", "2026-02-22T03:00:00Z");
        Day { params: &["ta_imot_etter_frist=true"], ..sendinn }.run(house);
        assert_eq!(
            house.units("AR-SENDINN", "skjema:"),
            [
                "skjema:2025/310000019/BATMF3|left|ALLEREDE_INNSENDT|",
                "skjema:2025/310000027/BARLF3|left|MANGLER_SVAR|mangler=1,2,3,8",
                "skjema:2025/310000035/HSAMB3|left|STENGT|",
                "skjema:2025/310000035/HSHEA3|left|STENGT|",
                "skjema:2025/310000051/ELELE3|left|FOR_TIDLIG|",
                "skjema:2025/310000051/ELEMO3|acted|INNSENDT|",
            ]
        );
        let (all, shown) = reasons(house, "AR-SENDINN");
        assert_eq!(shown, all);
    }
);

both!(
    /// 5S083: a document in the same transaction where it is on, none where it is off, and none for the past when it is
    /// switched on later. It holds the questions and answers in the county's målform, and no name of a person.
    the_document, |house| {
        stage(house);
        DAY.run(house);
        let content = house.texts("SELECT content AS t FROM deposits WHERE source = 'skjema:2025/310000019/BATMF3'").concat();
        insta::assert_snapshot!("dokument", content.replace("],[", "],\n["));
        assert!(!content.contains("Svenn") && !content.contains("Mester"));

        let off = House::sqlite();
        off.take("rapport_forelopig");
        off.sql("UPDATE arkivhendelse_oppsett SET aktiv = FALSE");
        off.take("rapport_uttrekk");
        UTTREKK.run(&off);
        off.take("rapport_innsending/rapport_svar.csv");
        off.take("rapport_innsending/rapport_innsending.csv");
        assert_eq!(DAY.run(&off)["deposits"], 0);
        off.sql("UPDATE arkivhendelse_oppsett SET aktiv = TRUE");
        DAY.run(&off);
        assert_eq!(off.count("SELECT count(*) FROM deposits"), 0);
    }
);

both!(
    /// What lacks an answer, or a role, is not lost: it waits, and is sent in with its own date once the rest has come.
    what_lacks_may_come_later, |house| {
        stage(house);
        DAY.run(house);
        let csv = "ar;fylkesnr;orgnr;grunnkode;sporsmal_nr;svar;svart_tid\n\
            2025;46;310000027;BARLF3;3;Ja;2026-01-22 09:50\n2025;46;310000027;BARLF3;8;Nei;2026-01-22 09:51\n";
        let path = house.file("rapport_svar.csv", csv);
        house.out(0, &["intake", path.to_str().unwrap()]);
        house.sql("UPDATE kontrakt SET faglig_leder_person_id = 8 WHERE kontraktsnr = 'V46-900005'");
        house.sql("INSERT INTO ansatt_rolle (person_id, fylkesnr, orgnr, rolle, gyldig_fom)
            VALUES (8, '46', '310000035', 'FAGLIG_LEDER', '2026-01-01')");
        sendinn("2026-01-24", "2026-01-24T03:00:00Z").run(house);
        let sent: Vec<_> = house.effects_of("skjema").into_iter().filter(|s| s.contains("2026-01-22")).collect();
        assert_eq!(
            sent,
            [
                "skjema 46 2025/310000019/BATMF3 2026-01-22 08:30:00 2 -",
                "skjema 46 2025/310000027/BARLF3 2026-01-22 09:00:00 1 -",
                "skjema 46 2025/310000035/HSAMB3 2026-01-22 11:00:00 5 -",
                "skjema 46 2025/310000035/HSHEA3 2026-01-22 10:00:00 8 -",
            ]
        );
    }
);

both!(
    /// The latest answer counts, in whatever order the files come; an id is one form's, sender's and instant's for ever.
    files_out_of_order_and_ids_used_twice, |house| {
        stage(house);
        let head = "ar;fylkesnr;orgnr;grunnkode;sporsmal_nr;svar;svart_tid\n";
        for (svar, tid) in [("ny", "2026-01-25 10:00"), ("gammel", "2026-01-21 10:00")] {
            let path = house.file("rapport_svar.csv", format!("{head}2025;46;310000035;HSHEA3;1;{svar};{tid}\n"));
            house.out(0, &["intake", path.to_str().unwrap()]);
        }
        let kept = "SELECT svar AS t FROM rapport_svar s JOIN rapport_skjema j ON j.id = s.skjema_id
            WHERE j.grunnkode = 'HSHEA3' AND s.sporsmal_nr = 1";
        assert_eq!(house.texts(kept), ["ny"]);
        let head = "innsending_id;ar;fylkesnr;orgnr;grunnkode;fodselsnummer;mottatt_tid\n";
        let fnr = house.texts("SELECT fodselsnummer AS t FROM person WHERE id = 7").concat();
        let path = house.file("rapport_innsending.csv", format!("{head}S2;2025;46;310000051;ELEMO3;{fnr};2026-01-26 10:00\n"));
        let out = house.run(&["intake", path.to_str().unwrap()]);
        assert_eq!(out.status.code(), Some(3));
        assert!(unfolded(&String::from_utf8_lossy(&out.stderr)).contains("this id is taken in already, with another form, sender or time"));
        let path = house.file("rapport_innsending.csv", format!("{head}S6;2025;46;310000051;ELEMO3;{fnr};2026-02-20 11:00\n"));
        house.out(3, &["intake", path.to_str().unwrap()]);
        assert_eq!(house.count("SELECT count(*) FROM rapport_innsending WHERE innsending_id = 'S6'"), 1, "another time is told");
    }
);

both!(
    /// A county's own questions take the place of those shipped; once there are answers, the questions stand.
    a_countys_own_questions, |house| {
        januar(house);
        UTTREKK.run(house);
        let head = "ar;nr;tekst_nb;tekst_nn;obligatorisk\n";
        let own = house.file("rapport_sporsmal.csv", format!("{head}2025;1;Eneste?;Einaste?;J\n"));
        house.out(0, &["intake", own.to_str().unwrap()]);
        let rounds = house.json(0, &["rapport", "runder"]);
        assert_eq!((&rounds["runder"][0]["questions"], &rounds["runder"][0]["own_questions"]), (&json!(1), &json!(true)));
        house.take("rapport_innsending/rapport_svar.csv");
        house.take("rapport_innsending/rapport_innsending.csv");
        house.out(0, &["intake", own.to_str().unwrap()]);
        let other = house.file("rapport_sporsmal.csv", format!("{head}2025;1;En annen?;Ein annan?;J\n2025;2;To?;To?;J\n"));
        let out = house.run(&["intake", other.to_str().unwrap()]);
        assert_eq!(out.status.code(), Some(3));
        assert!(unfolded(&String::from_utf8_lossy(&out.stderr)).contains("the round has answers already, and its questions stand"));
        DAY.run(house);
        assert!(house.units("AR-SENDINN", "skjema:2025/310000027")[0].ends_with("|acted|INNSENDT|"), "one question, answered");
    }
);

both!(
    /// Answers given after «Send inn» are no part of it: they neither complete it nor stand in its document.
    answers_after_the_fact, |house| {
        stage(house);
        let csv = "ar;fylkesnr;orgnr;grunnkode;sporsmal_nr;svar;svart_tid\n\
            2025;46;310000027;BARLF3;3;Ja;2026-01-22 10:01\n2025;46;310000027;BARLF3;8;Nei;2026-01-22 10:01\n\
            2025;46;310000035;HSAMB3;9;Etterpå;2026-01-22 12:01\n";
        let path = house.file("rapport_svar.csv", csv);
        house.out(0, &["intake", path.to_str().unwrap()]);
        DAY.run(house);
        assert!(house.units("AR-SENDINN", "skjema:2025/310000027")[0].ends_with("|left|MANGLER_SVAR|mangler=3,8"));
        let document = house.texts("SELECT content AS t FROM deposits WHERE source = 'skjema:2025/310000035/HSAMB3'").concat();
        assert!(!document.contains("Etterpå") && document.contains("Ikkje svart på"), "{document}");
    }
);

both!(
    /// What was sent in in time is looked at again when the deadline turns out to be later, and whoever was replaced before
    /// the file came in had sent in all the same.
    sent_in_in_time_after_all, |house| {
        januar(house);
        UTTREKK.run(house);
        OPPSTART.run(house);
        house.take("rapport_innsending/rapport_svar.csv");
        house.take("rapport_innsending/rapport_innsending.csv");
        house.sql("UPDATE rapport_runde SET svarfrist = '2026-02-17' WHERE ar = 2025");
        house.sql("UPDATE kontrakt SET faglig_leder_person_id = 8 WHERE kontraktsnr = 'V46-900016'");
        sendinn("2026-02-21", "2026-02-21T03:00:00Z").run(house);
        assert!(house.effects_of("innsending").contains(&"innsending S6 NY FOR_SENT".into()));
        house.sql("UPDATE rapport_runde SET svarfrist = '2026-02-20' WHERE ar = 2025");
        sendinn("2026-02-22", "2026-02-22T03:00:00Z").run(house);
        assert!(house.effects_of("innsending").contains(&"innsending S6 BRUKT -".into()));
    }
);

both!(
    /// An answer that is sent in no longer changes: another one is rejected and told, the same one is no news.
    answers_stand_when_sent_in, |house| {
        stage(house);
        DAY.run(house);
        let csv = "ar;fylkesnr;orgnr;grunnkode;sporsmal_nr;svar;svart_tid\n\
            2025;46;310000019;BATMF3;1;Nei;2026-01-24 10:00\n2025;46;310000027;BARLF3;1;Nei;2026-01-24 10:00\n\
            2025;46;310000019;BATMF3;2;Ja;2026-01-20 10:00\n";
        let path = house.file("rapport_svar.csv", csv);
        let out = house.run(&["intake", path.to_str().unwrap()]);
        assert_eq!(out.status.code(), Some(3));
        let said = unfolded(&String::from_utf8_lossy(&out.stderr));
        assert!(said.contains("line 2, column `svar`: the report is sent in, with another answer, and that one stands"), "{said}");
        let svar = |fag: &str| {
            house.texts(&format!(
                "SELECT svar AS t FROM rapport_svar s JOIN rapport_skjema j ON j.id = s.skjema_id WHERE j.grunnkode = '{fag}' AND s.sporsmal_nr = 1"
            ))
        };
        assert_eq!((svar("BATMF3").concat(), svar("BARLF3").concat()), ("Ja, alle.".into(), "Nei".into()));
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

fn staged(house: House) -> House {
    stage(&house);
    house
}
