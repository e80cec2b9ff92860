//! The round of 2025 of årlig rapportering: the days it is made of, and the whole of it by the calendar, day by day.

use chrono::NaiveDate;

use crate::house::{House, both};
use crate::post::smtp;
use crate::scene::Day;
use crate::sink::{Sink, header};

pub const FOREL: Day =
    Day { job: "AR-FOREL", fylke: "46", asof: "2025-10-01", at: "2025-10-01T05:00:00Z", params: &[] };
pub const UTTREKK: Day =
    Day { job: "AR-UTTREKK", fylke: "46", asof: "2026-01-06", at: "2026-01-06T04:00:00Z", params: &[] };
pub const OPPSTART: Day = Day { job: "AR-OPPSTART", at: "2026-01-06T05:00:00Z", ..UTTREKK };
pub const PAMINN1: Day = Day { job: "AR-PAMINN", asof: "2026-02-03", at: "2026-02-03T06:00:00Z", ..UTTREKK };
pub const PAMINN2: Day = Day { asof: "2026-02-17", at: "2026-02-17T06:00:00Z", ..PAMINN1 };
pub const STENG: Day = Day { job: "AR-STENG", asof: "2026-02-21", at: "2026-02-21T05:00:00Z", ..UTTREKK };

/// «Send inn», taken in on a date at four in the morning.
pub fn sendinn(asof: &'static str, at: &'static str) -> Day {
    Day { job: "AR-SENDINN", asof, at, ..UTTREKK }
}

/// The world on 6 January: the notice's, with what the county has mended.
pub fn januar(house: &House) {
    house.take("rapport_forelopig");
    house.take("rapport_uttrekk");
}

impl House {
    /// Each faglig leder's last verdict of a job in a county: name, verdict, reason and detail.
    pub fn ledere(&self, job: &str, fylke: &str) -> Vec<String> {
        self.texts(&format!(
            "SELECT p.fornavn || ' ' || p.etternavn || '|' || j.verdict || '|' || j.reason || '|' || j.detail AS t
             FROM journal j JOIN person p ON j.unit = 'leder:' || p.id WHERE j.job = '{job}' AND j.fylke = '{fylke}'
             AND j.id = (SELECT max(i.id) FROM journal i WHERE i.job = j.job AND i.fylke = j.fylke AND i.unit = j.unit)
             ORDER BY p.id"
        ))
    }

    /// The last verdict on each unit whose key begins so: unit, verdict, reason and detail.
    pub fn units(&self, job: &str, begins: &str) -> Vec<String> {
        self.texts(&format!(
            "SELECT j.unit || '|' || j.verdict || '|' || j.reason || '|' || j.detail AS t FROM journal j
             WHERE j.job = '{job}' AND j.unit LIKE '{begins}%' AND j.id = (SELECT max(i.id) FROM journal i
               WHERE i.job = j.job AND i.fylke = j.fylke AND i.unit = j.unit) ORDER BY j.unit"
        ))
    }

    /// Every letter: who got what, in which language and state.
    pub fn post(&self, fylke: &str) -> Vec<String> {
        self.texts(&format!(
            "SELECT to_name || ' ' || purpose || ' ' || language || ' ' || state || COALESCE(' ' || detail, '') AS t
             FROM letters WHERE fylke = '{fylke}' AND state <> 'no_address' ORDER BY id"
        ))
    }
}

/// What comes in on which day, before the night's runs.
const INTAKES: [(&str, &str); 5] = [
    ("2025-09-30", "rapport_forelopig"),
    ("2025-12-20", "rapport_uttrekk"),
    ("2026-01-12", "rapport_oppstart"),
    ("2026-02-11", "rapport_paminning/etter_forste"),
    ("2026-02-20", "rapport_steng"),
];

fn tick(house: &House, at: &str) {
    house.out(0, &["tick", "--now", at]);
}

const FYLKER: &str = "fylker = [\"46\", \"11\"]\n";
/// Letters leave as files.
const FILES: &str = "[daemon]\nletters = \"letters\"\n";

/// Plays every day from September to the end of February at eight in the morning, with more settings; `out` are the
/// days on which nothing runs.
fn play(house: &House, settings: &str, out: &[&str]) {
    house.file("rutine.toml", format!("{FYLKER}{settings}"));
    let mut day: NaiveDate = "2025-09-30".parse().unwrap();
    while day <= "2026-02-24".parse().unwrap() {
        let date = day.to_string();
        if let Some((_, fixture)) = INTAKES.iter().find(|(on, _)| *on == date) {
            house.take(fixture);
        }
        if date == "2026-02-01" {
            house.take("rapport_paminning/rapport_svar.csv");
            house.take("rapport_paminning/rapport_innsending.csv");
        }
        if !out.contains(&date.as_str()) {
            tick(house, &format!("{date}T07:00:00Z"));
        }
        day = day.succ_opt().unwrap();
    }
}

const POST: [&str; 16] = [
    "Vanlig Mester forelopig nn sent",
    "Bokmålsk Svenn forelopig nb sent",
    "Rolleløs Sjef forelopig nn sent",
    "Tofylkes Styrer forelopig nn sent",
    "Adresseløs Bas forelopig nn sent",
    "Vanlig Mester oppstart nn sent",
    "Bokmålsk Svenn oppstart nb sent",
    "Adresseløs Bas oppstart nn sent",
    "Tofylkes Styrer oppstart nn sent",
    "Vanlig Mester paminning1 nn sent",
    "Bokmålsk Svenn paminning1 nb sent",
    "Tofylkes Styrer paminning1 nn sent",
    "Ny Avløser paminning1 nb sent",
    "Vanlig Mester paminning2 nn sent",
    "Tofylkes Styrer paminning2 nn sent",
    "Ny Avløser paminning2 nb sent",
];

/// How the forms stand when the round is over: sent in when, and by whom the night it was closed.
const SKJEMAER: [&str; 8] = [
    "skjema 11 2025/310000019/BATMF3 - 0 2026-02-21",
    "skjema 46 2025/310000019/BATMF3 2026-02-10 11:00:00 2 2026-02-21",
    "skjema 46 2025/310000027/BARLF3 - 0 2026-02-21",
    "skjema 46 2025/310000027/BAVOA3 - 0 2026-02-21",
    "skjema 46 2025/310000035/HSAMB3 - 0 2026-02-21",
    "skjema 46 2025/310000035/HSHEA3 2026-01-09 09:15:00 3 2026-02-21",
    "skjema 46 2025/310000051/ELELE3 - 0 2026-02-21",
    "skjema 46 2025/310000051/ELEMO3 2026-02-20 22:50:00 7 2026-02-21",
];

both!(
    /// The whole round by the calendar alone: who gets a form, who gets which letter, who has answered, and what goes to
    /// the archive. Every day again does nothing.
    the_round_day_by_day, |house| {
        play(house, FILES, &[]);
        assert_eq!(house.post("46"), POST);
        assert_eq!(
            house.post("11"),
            ["forelopig", "oppstart", "paminning1", "paminning2"].map(|p| format!("Tofylkes Styrer {p} nb sent")),
            "one letter per county, in that county's målform"
        );
        assert_eq!(house.effects_of("skjema"), SKJEMAER);
        let documents = house.texts("SELECT fylke || ' ' || document_type || ' ' || source AS t FROM deposits ORDER BY source");
        assert_eq!(
            documents,
            [
                "46 AR_SVAR skjema:2025/310000019/BATMF3",
                "46 AR_SVAR skjema:2025/310000035/HSHEA3",
                "46 AR_SVAR skjema:2025/310000051/ELEMO3"
            ]
        );
        let naming = "SELECT count(*) FROM letters l JOIN person p ON l.body LIKE '%' || p.fornavn || ' ' || p.etternavn || '%'
            OR l.body LIKE '%' || p.fodselsnummer || '%' WHERE p.fornavn = 'Lærling'";
        assert_eq!(house.count(naming), 0, "nobody in training is named in a letter");
        let (before, files) = (house.effects(), letters(house));
        assert_eq!(files, POST.len() + 4, "a file each");
        for at in ["2026-02-03T07:00:00Z", "2026-02-24T08:00:00Z"] {
            tick(house, at);
        }
        assert_eq!((house.effects(), letters(house)), (before, files));
    }
);

both!(
    /// The whole round's letters through a mail server that is somebody else's: each of the ledger's is there, once, to the
    /// recipient the ledger names; and the archive has its packages.
    through_a_real_mail_server, |house| {
        let sink = Sink::start(house);
        let archive = "[archive]\nsink = \"arkivmelding\"\nfolder = \"arkiv\"\n";
        play(house, &format!("{}{archive}", smtp(sink.port, "127.0.0.1", "none", "connections = 3")), &[]);
        let dumped = sink.stop(house);
        assert_eq!(house.post("46").iter().map(|l| l.replace(" 250 2.0.0", "")).collect::<Vec<_>>(), POST);
        let mut arrived: Vec<_> = dumped.iter().map(|t| (header(t, "Message-ID"), header(t, "X-Rcpt-Args"))).collect();
        arrived.sort();
        let ledger = "SELECT message_id || ' <' || to_address || '>' AS t FROM letters WHERE state <> 'no_address' ORDER BY 1";
        assert_eq!(arrived.iter().map(|(id, to)| format!("{id} {to}")).collect::<Vec<_>>(), house.texts(ledger));
        let packages = std::fs::read_dir(house.dir.path().join("arkiv/46")).unwrap().count();
        assert_eq!(packages, 3);
        assert_eq!(house.count("SELECT count(*) FROM deposits WHERE state = 'handed_out'"), 3);
    }
);

fn letters(house: &House) -> usize {
    std::fs::read_dir(house.dir.path().join("letters")).unwrap().count()
}

both!(
    /// Nothing ran from 2 to 17 February: the first reminder is superseded by the second, and nobody gets both in a week.
    a_late_first_reminder_is_superseded, |house| {
        let out: Vec<String> = (2..=16).map(|d| format!("2026-02-{d:02}")).collect();
        play(house, FILES, &out.iter().map(String::as_str).collect::<Vec<_>>());
        let reminders: Vec<_> = house.post("46").into_iter().filter(|l| l.contains("paminning")).collect();
        assert_eq!(
            reminders,
            ["Vanlig Mester paminning2 nn sent", "Tofylkes Styrer paminning2 nn sent", "Ny Avløser paminning2 nb sent"]
        );
        let runs = house.texts(
            "SELECT CAST(slot AS TEXT) || ' ' || state || COALESCE(' ' || skipped_because, '') AS t FROM runs
             WHERE job = 'AR-PAMINN' AND fylke = '46' ORDER BY slot",
        );
        assert_eq!(runs, ["2026-02-03 skipped superseded", "2026-02-17 done"]);
        assert_eq!(house.effects_of("skjema"), SKJEMAER, "what was sent in meanwhile is taken in all the same");
    }
);

/// The round of 2026 in the generated counties: job, date, instant and what comes in before.
const NESTE: [(&str, &str, &str, &str); 10] = [
    ("AR-FOREL", "2026-10-01", "2026-10-01T05:00:00Z", ""),
    ("AR-UTTREKK", "2027-01-06", "2027-01-06T04:00:00Z", ""),
    ("AR-OPPSTART", "2027-01-06", "2027-01-06T05:00:00Z", ""),
    ("AR-SENDINN", "2027-02-03", "2027-02-03T03:00:00Z", "rapport/januar"),
    ("AR-PAMINN", "2027-02-03", "2027-02-03T06:00:00Z", ""),
    ("AR-SENDINN", "2027-02-17", "2027-02-17T03:00:00Z", "rapport/februar"),
    ("AR-PAMINN", "2027-02-17", "2027-02-17T06:00:00Z", ""),
    ("AR-SENDINN", "2027-02-21", "2027-02-21T03:00:00Z", ""),
    ("AR-STENG", "2027-02-21", "2027-02-21T05:00:00Z", ""),
    ("AR-STENG", "2027-02-22", "2027-02-22T05:00:00Z", ""),
];

/// Plays it in a county; returns each run's figures.
fn play_next(house: &House, fylke: &'static str) -> Vec<String> {
    let figures = |(job, asof, at, comes_in): (&'static str, &'static str, &'static str, &str)| {
        if !comes_in.is_empty() {
            house.take(&format!("{fylke}/{comes_in}"));
        }
        let run = Day { job, fylke, asof, at, params: &[] }.run(house);
        let t = &run["tally"];
        let left: i64 = t["left"].as_object().unwrap().values().filter_map(serde_json::Value::as_i64).sum();
        let n = |name: &str| t[name].as_i64().unwrap();
        assert_eq!(n("seen"), n("acted") + n("unchanged") + left + n("rejected"), "{job} {asof}");
        format!(
            "{fylke} {asof} {job}: seen {} acted {} left {left} letters {}",
            t["seen"], t["acted"], run["letters"]
        )
    };
    NESTE.map(figures).into()
}

/// The generator works out by itself which companies have a form, and each of their answers finds one; both counties end
/// alike on both databases, and the whole round again does nothing.
#[test]
fn the_generated_counties() {
    let ends = [House::sqlite(), House::postgres()].map(|house| {
        house.take("46");
        house.take("11");
        let told = [play_next(&house, "46"), play_next(&house, "11")].concat();
        // An earlier day again finds who has answered since, and says so: that is the journal's.
        let effects =
            || house.effects().into_iter().filter(|e| !e.starts_with("journal ")).collect::<Vec<_>>();
        let before = effects();
        play_next(&house, "46");
        assert!(effects() == before, "the whole round again");
        (told, before)
    });
    insta::assert_snapshot!(ends[0].0.join("\n"));
    assert!(ends[0] == ends[1], "both databases end alike");
}
