//! AR-SENDINN: which submissions count, the date set once, the document made once and only where it is switched on.

use serde_json::json;

use crate::house::{House, both};
use crate::runde::{UTTREKK, januar, sendinn};
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
                "innsending S3 AVVIST MANGLER_SVAR",
                "innsending S4 AVVIST IKKE_TILGANG",
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
        house.sql("UPDATE rapport_skjema SET stengt = '2026-02-21' WHERE grunnkode = 'HSHEA3'");
        house.sql("INSERT INTO rapport_innsending (innsending_id, skjema_id, person_id, mottatt_tid)
            SELECT 'X1', id, 3, '2026-02-20 10:00:00' FROM rapport_skjema WHERE grunnkode = 'HSHEA3'");
        sendinn("2026-02-21", "2026-02-21T03:00:00Z").run(house);
        assert_eq!(
            house.units("AR-SENDINN", "skjema:"),
            [
                "skjema:2025/310000019/BATMF3|left|ALLEREDE_INNSENDT|",
                "skjema:2025/310000027/BARLF3|left|MANGLER_SVAR|mangler=3,8",
                "skjema:2025/310000035/HSAMB3|left|FOR_SENT|",
                "skjema:2025/310000035/HSHEA3|left|STENGT|",
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
    /// An answer that is sent in no longer changes.
    answers_stand_when_sent_in, |house| {
        stage(house);
        DAY.run(house);
        let csv = "ar;fylkesnr;orgnr;grunnkode;sporsmal_nr;svar;svart_tid\n\
            2025;46;310000019;BATMF3;1;Nei;2026-01-24 10:00\n2025;46;310000027;BARLF3;1;Nei;2026-01-24 10:00\n";
        let path = house.file("rapport_svar.csv", csv);
        house.out(0, &["intake", path.to_str().unwrap()]);
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
