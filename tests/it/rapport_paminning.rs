//! AR-PAMINN: each reminder, to those alone who lack something; late, twice, dropped at sending, killed midway.

use serde_json::json;

use crate::house::{House, both};
use crate::runde::{PAMINN1, PAMINN2, UTTREKK, januar, sendinn};
use crate::scene::{Day, killed_after_every_commit};

const PAMINN3: Day = Day { asof: "2026-02-19", at: "2026-02-19T06:00:00Z", ..PAMINN2 };

/// The round on 3 February: one form sent in, one answered and not sent, one begun.
pub fn stage(house: &House) {
    januar(house);
    UTTREKK.run(house);
    house.take("rapport_oppstart");
    house.take("rapport_paminning/rapport_svar.csv");
    house.take("rapport_paminning/rapport_innsending.csv");
    sendinn("2026-02-03", "2026-02-03T03:00:00Z").run(house);
}

const FORSTE: [&str; 7] = [
    "Vanlig Mester|acted|VARSLET|skjema=2",
    "Bokmålsk Svenn|acted|VARSLET|skjema=1",
    "Adresseløs Bas|left|HAR_SVART|skjema=1",
    "Skjermet Leiar|left|ADRESSESPERRE|",
    "Rolleløs Sjef|left|UGYLDIG_ROLLE|",
    "Tofylkes Styrer|acted|VARSLET|skjema=1",
    "Ny Avløser|acted|VARSLET|skjema=1",
];

both!(
    /// The first reminder: whoever has answered gets none; the letters say what is left.
    the_first, |house| {
        stage(house);
        PAMINN1.run(house);
        assert_eq!(house.ledere("AR-PAMINN", "46"), FORSTE);
        insta::assert_snapshot!("paminning1_nn", house.letter("AR-PAMINN", "Vanlig Mester"));
        insta::assert_snapshot!("paminning1_nb", house.letter("AR-PAMINN", "Bokmålsk Svenn"));
        insta::assert_snapshot!("paminning1_nn_ikke_sendt", house.letter("AR-PAMINN", "Tofylkes Styrer"));
    }
);

both!(
    /// A form that nobody may answer is told of at each reminder, until somebody may; they are reminded, whoever they are.
    nobody_may_answer, |house| {
        stage(house);
        let form = "skjema:2025/310000027/BAVOA3|left|INGEN_KAN_SVARE|";
        PAMINN1.run(house);
        assert_eq!(house.units("AR-PAMINN", "skjema:"), [form]);
        house.sql("UPDATE ansatt_rolle SET gyldig_tom = NULL WHERE gyldig_tom IS NOT NULL");
        let run = PAMINN2.run(house);
        assert_eq!(run["tally"]["left"]["INGEN_KAN_SVARE"], json!(null));
        assert!(house.post("46").contains(&"Rolleløs Sjef paminning2 nn pending".into()));
        house.out(0, &["deliver", "--out", "letters", "--now", "2026-02-17T07:00:00Z"]);
        assert!(house.post("46").contains(&"Rolleløs Sjef paminning2 nn sent".into()), "still due when it is sent");
    }
);

both!(
    /// The second reminder goes to those who still lack something, and to no others.
    the_second, |house| {
        stage(house);
        PAMINN1.run(house);
        house.take("rapport_paminning/etter_forste");
        sendinn("2026-02-17", "2026-02-17T03:00:00Z").run(house);
        PAMINN2.run(house);
        let second: Vec<_> = house.post("46").into_iter().filter(|l| l.contains("paminning2")).collect();
        assert_eq!(
            second,
            ["Vanlig Mester paminning2 nn pending", "Tofylkes Styrer paminning2 nn pending", "Ny Avløser paminning2 nb pending"]
        );
        let nb = house.texts("SELECT subject || ' | ' || body AS t FROM letters WHERE purpose = 'paminning2' AND language = 'nb'");
        insta::assert_snapshot!("paminning2_nb", nb.concat());
        let nn = house.texts("SELECT subject || ' | ' || body AS t FROM letters WHERE purpose = 'paminning2' AND language = 'nn' ORDER BY id LIMIT 1");
        insta::assert_snapshot!("paminning2_nn", nn.concat());
    }
);

both!(
    /// Twice the same day: nothing. The first reminder run as late as the second's day: superseded. After the deadline: none.
    twice_and_late, |house| {
        stage(house);
        PAMINN1.run(house);
        let before = house.effects();
        let plan = PAMINN1.plan(house);
        assert_eq!((&plan["changes"], &plan["letters"]), (&json!([]), &json!([])));
        PAMINN1.run(house);
        assert_eq!(house.effects(), before);

        let late = House::sqlite();
        stage(&late);
        Day { at: "2026-02-17T06:00:00Z", ..PAMINN1 }.run(&late);
        assert!(late.ledere("AR-PAMINN", "46").iter().all(|l| l.contains("|left|ERSTATTET|")));
        Day { at: "2026-02-21T06:00:00Z", ..PAMINN2 }.run(&late);
        assert!(late.ledere("AR-PAMINN", "46").iter().all(|l| l.contains("|left|FRISTEN_ER_UTE|")));
        assert_eq!(late.count("SELECT count(*) FROM letters"), 0);
    }
);

both!(
    /// Whoever sends in between plan and sending is dropped at sending, with the reason; so is a first reminder that lies
    /// until the second's day, and any that lies past the deadline.
    dropped_at_sending, |house| {
        stage(house);
        PAMINN1.run(house);
        // Taken in, and not yet looked at by AR-SENDINN: it is on its way.
        house.take("rapport_paminning/for_sending");
        house.out(0, &["outbox", "hold", "--key", &key(house, "Ny Avløser"), "--reason", "x"]);
        house.out(0, &["deliver", "--out", "letters", "--now", "2026-02-03T07:00:00Z"]);
        assert_eq!(
            house.post("46"),
            [
                "Vanlig Mester paminning1 nn sent",
                "Bokmålsk Svenn paminning1 nb sent",
                "Tofylkes Styrer paminning1 nn dropped HAR_SVART",
                "Ny Avløser paminning1 nb held",
            ]
        );
        let shown = house.out(0, &["outbox", "show", &key(house, "Tofylkes Styrer")]);
        assert!(shown.contains("because: HAR_SVART (Alle skjemaa er sende inn)"), "{shown}");
        let dropped = house.out(0, &["outbox", "list", "--state", "dropped", "--keys"]);
        assert!(dropped.contains(&format!("dropped  {}", key(house, "Tofylkes Styrer"))), "{dropped}");
        house.out(0, &["outbox", "release", "--job", "AR-PAMINN", "--reason", "x", "--now", "2026-02-17T05:29:00Z"]);
        house.out(0, &["deliver", "--out", "letters", "--now", "2026-02-17T05:30:00Z"]);
        assert_eq!(house.post("46").last().unwrap(), "Ny Avløser paminning1 nb dropped ERSTATTET");
        PAMINN2.run(house);
        house.out(0, &["deliver", "--out", "letters", "--now", "2026-02-21T06:00:00Z"]);
        let second: Vec<_> = house.post("46").into_iter().filter(|l| l.contains("paminning2")).collect();
        assert!(second.iter().all(|l| l.ends_with("dropped FRISTEN_ER_UTE")), "{second:?}");
    }
);

/// The county's own round of 2025, with a third reminder.
const TRE: &str =
    "ar;varsel;referansedato;kjoredato;paminning1;paminning2;svarfrist;innlogging;flere_paminninger
2025;2025-10-01;2025-12-01;2026-01-06;2026-02-03;2026-02-17;2026-02-20;VIGO Bedrift;19.02.2026
";

both!(
    /// A third reminder, from the county's file to the letters: each is written once; one that still lies when the next one's
    /// day has come is dropped, and what was sent stands. Only the third says that it is the last.
    a_third, |house| {
        stage(house);
        let round = house.file("rapport_runde.csv", TRE);
        house.out(0, &["intake", round.to_str().unwrap()]);
        let lies = |at: &str| {
            house.out(0, &["outbox", "hold", "--key", &key(house, "Ny Avløser"), "--reason", "x", "--now", at]);
            house.out(0, &["deliver", "--out", "letters", "--now", at]);
        };
        let leaves = |at: &str| {
            house.out(0, &["outbox", "release", "--key", &key(house, "Ny Avløser"), "--reason", "x", "--now", at]);
            house.out(0, &["deliver", "--out", "letters", "--now", at]);
        };
        PAMINN1.run(house);
        lies("2026-02-03T07:00:00Z");
        leaves("2026-02-17T05:30:00Z");
        PAMINN2.run(house);
        lies("2026-02-17T07:00:00Z");
        leaves("2026-02-19T05:30:00Z");
        PAMINN3.run(house);
        house.out(0, &["deliver", "--out", "letters", "--now", "2026-02-19T07:00:00Z"]);
        let before = house.effects();
        PAMINN3.run(house);
        assert_eq!(house.effects(), before);

        let whole: Vec<_> = [(1, "dropped ERSTATTET"), (2, "dropped ERSTATTET"), (3, "sent")]
            .iter()
            .flat_map(|(nr, last)| {
                [
                    format!("Vanlig Mester paminning{nr} nn sent"),
                    format!("Bokmålsk Svenn paminning{nr} nb sent"),
                    format!("Tofylkes Styrer paminning{nr} nn sent"),
                    format!("Ny Avløser paminning{nr} nb {last}"),
                ]
            })
            .collect();
        assert_eq!(house.post("46"), whole);
        let letters = house.letter("AR-PAMINN", "Bokmålsk Svenn");
        let letters: Vec<&str> = letters.split("\n---\n").collect();
        assert!(letters[1].starts_with("Ny påminning: ") && !letters[1].contains("siste påminningen"), "{}", letters[1]);
        insta::assert_snapshot!("paminning3_nb", letters[2]);
        let nn = house.letter("AR-PAMINN", "Tofylkes Styrer");
        insta::assert_snapshot!("paminning3_nn", nn.split("\n---\n").nth(2).unwrap());

        let late = House::sqlite();
        stage(&late);
        let round = late.file("rapport_runde.csv", TRE);
        late.out(0, &["intake", round.to_str().unwrap()]);
        Day { at: "2026-02-19T06:00:00Z", ..PAMINN2 }.run(&late);
        assert!(late.ledere("AR-PAMINN", "46").iter().all(|l| l.contains("|left|ERSTATTET|")));
    }
);

fn key(house: &House, name: &str) -> String {
    house
        .texts(&format!("SELECT key AS t FROM letters WHERE to_name = '{name}' ORDER BY id DESC LIMIT 1"))
        .concat()
}

#[test]
fn killed_sqlite() {
    killed_after_every_commit(PAMINN1, 2, || staged(House::sqlite()));
}

#[test]
fn killed_postgres() {
    killed_after_every_commit(PAMINN1, 2, || staged(House::postgres()));
}

fn staged(house: House) -> House {
    stage(&house);
    house
}
