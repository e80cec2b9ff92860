//! A relay with limits of its own: what it says of the line or of a sender is no letter's fault, and stops no more than
//! it is about.

use crate::house::{House, both};
use crate::post::{ids_that_are, lead_to, post, smtp};
use crate::postkasse::{Postkasse, Quirk};

const NOW: &str = "2026-07-28T06:00:00Z";

fn answer(to: &str, said: &str) -> Quirk {
    Quirk::Answer(to.into(), said.into())
}

/// The letters' states, each with its tries: `pending 0 154`.
fn tried(house: &House) -> Vec<String> {
    house.texts(
        "SELECT state || ' ' || tries || ' ' || count(*) AS t FROM letters GROUP BY state, tries ORDER BY state, tries",
    )
}

both!(
    /// Promise: a relay that bears three connections gets every letter in one delivery, over those it bears.
    too_many_connections, |house| {
        post(house, 164);
        let kasse = Postkasse::open(&[Quirk::AtMost(3, "DATA".into(), "432 4.3.2 too many".into())]);
        lead_to(house, kasse.port, "connections = 6");
        house.out(0, &["deliver", "--now", NOW]);
        assert_eq!(tried(house), ["sent 1 164"]);
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
    }
);

both!(
    /// Promise: a relay that takes ten letters a while gets ten a delivery; the others wait, and none has spent a try.
    so_many_letters_a_while, |house| {
        post(house, 60);
        for (pass, answers) in [("MAIL", "450 4.7.1 too much"), ("MAIL", "452 4.3.1 full"), ("DATA", "451 4.7.0 slower")].iter().enumerate() {
            let kasse = Postkasse::open(&[Quirk::Full(10, answers.0.into(), answers.1.into())]);
            lead_to(house, kasse.port, "");
            let said = house.err(1, &["deliver", "--now", NOW]);
            let codes = &answers.1[..9];
            assert!(said.contains("no more") && said.contains(codes), "{said}");
            assert!(said.contains("the daemon tries again at 2026-07-28 08:01:00"), "{said}");
            let sent = kasse.letters().len();
            // Four connections: each may have had a letter in hand as the tenth was taken.
            assert!((10..=13).contains(&sent), "{sent}");
            let all = house.count("SELECT count(*) FROM letters WHERE state = 'sent'");
            assert_eq!(tried(house), [format!("pending 0 {}", 60 - all), format!("sent 1 {all}")], "pass {pass}");
        }
    }
);

both!(
    /// Promise: a relay that takes five letters a connection gets them all, five at a time, however it says so.
    so_many_letters_a_connection, |house| {
        post(house, 30);
        for said in ["421 4.7.0 enough", "450 4.7.0 enough"] {
            house.sql("UPDATE letters SET state = 'pending', tries = 0");
            let kasse = Postkasse::open(&[Quirk::Each(5, "MAIL".into(), said.into())]);
            lead_to(house, kasse.port, "connections = 2");
            house.out(0, &["deliver", "--now", NOW]);
            assert_eq!(tried(house), ["sent 1 30"]);
            assert_eq!(kasse.letters().len(), 30);
        }
    }
);

both!(
    /// One letter that is put off before its content, while others are taken, has had its try: it climbs the ladder, and
    /// holds nobody up.
    one_letter_put_off, |house| {
        post(house, 40);
        let kasse = Postkasse::open(&[answer("RCPT TO:<mottaker7@", "421 4.3.2 closing")]);
        lead_to(house, kasse.port, "");
        house.out(0, &["deliver", "--now", NOW]);
        assert_eq!(tried(house), ["pending 1 1", "sent 1 39"]);
        assert_eq!(house.texts("SELECT detail AS t FROM letters WHERE key = 'brev/7'"), ["421 4.3.2"]);
    }
);

/// Two counties with senders of their own, fifteen letters each.
fn two_counties(house: &House, kasse: &Postkasse) {
    post(house, 30);
    house.sql("UPDATE letters SET fylke = '11' WHERE id % 2 = 0");
    let own =
        "[fylke.46]\nbounce = \"retur@vestland.example\"\n[fylke.11]\nbounce = \"retur@rogaland.example\"\n";
    house.file(
        "rutine.toml",
        format!("fylker = [\"46\", \"11\"]\n{own}{}", smtp(kasse.port, "127.0.0.1", "none", "")),
    );
}

both!(
    /// Promise: a sender that is refused stops its own letters only; whose it is, is said. Letters too large are their own.
    one_countys_sender, |house| {
        for (said, told, refused) in [
            ("553 5.7.1 not as that", "refused the sender `retur@vestland.example` of Vestland (46): 553 5.7.1", true),
            ("450 4.7.1 too much", "takes no more from the sender `retur@vestland.example` of Vestland (46) for now: 450 4.7.1", false),
        ] {
            house.sql("DELETE FROM letters; DELETE FROM attempts; DELETE FROM runs");
            let kasse = Postkasse::open(&[answer("MAIL FROM:<retur@vestland", said)]);
            two_counties(house, &kasse);
            let err = house.err(1, &["deliver", "--now", NOW]);
            assert!(err.contains(told), "{err}");
            assert!(!err.contains("rogaland"), "{err}");
            assert_eq!(tried(house), ["pending 0 15", "sent 1 15"]);
            assert!(kasse.letters().iter().all(|l| l.from == "retur@rogaland.example"));
            let done = house.json(1, &["deliver", "--now", NOW]);
            assert_eq!((&done["senders"][0]["fylker"][0], &done["senders"][0]["refused"]), (&"46".into(), &refused.into()));
            kasse.behave(&[answer("MAIL FROM:<retur@vestland", "552 5.3.4 too large")]);
            house.out(3, &["deliver", "--now", NOW]);
            assert_eq!(tried(house), ["rejected 1 15", "sent 1 15"]);
        }
    }
);

both!(
    /// Four letters on four connections are under way at the same time, however slow the server is: whoever is free takes
    /// the next, and nobody holds letters that another could send.
    whoever_is_free_takes, |house| {
        post(house, 4);
        let kasse = Postkasse::open(&[Quirk::Together(4)]);
        lead_to(house, kasse.port, "connections = 4\nreply_timeout_seconds = 60");
        house.out(0, &["deliver", "--now", NOW]);
        assert_eq!(tried(house), ["sent 1 4"]);
    }
);

both!(
    /// Promise: an answer that RFC 5321 allows is read, and a letter's fate is known by its code.
    answers_that_servers_give, |house| {
        post(house, 1);
        let raw = |to: &str, said: &[u8]| Quirk::Raw(to.into(), said.to_vec());
        let long = [b"250-".as_slice(), &[b'x'; 500], b"\r\n"].concat().repeat(60);
        let many = [&long[..], b"250 2.0.0 ok\r\n"].concat();
        let endless = [b"250 2.0.0 ".as_slice(), &[b'x'; 9000]].concat();
        let too_many = long.repeat(20);
        for (quirk, exit, fate) in [
            (raw("EHLO", b"250\r\n"), 0, "sent 250 2.0.0"),
            (raw("MAIL", b"250\r\n"), 0, "sent 250 2.0.0"),
            (raw(".", b"250\r\n"), 0, "sent 250"),
            (raw(".", b"250 2.0.0 k\xf8et\r\n"), 0, "sent 250 2.0.0"),
            (raw("RCPT", b"550 5.1.1 ingen p\xe5 den adressen\r\n"), 3, "rejected 550 5.1.1"),
            (raw("EHLO", b"250-v\xe5r relay\r\n250-SIZE 1\r\n250 8BITMIME\r\n"), 0, "sent 250 2.0.0"),
            (raw(".", &many), 0, "sent 250"),
            (raw(".", &endless), 0, "sent 250 2.0.0"),
            (raw(".", &too_many), 0, "sent 250"),
            (raw(".", b"251 2.0.0 will forward\r\n"), 0, "sent 251 2.0.0"),
            (raw(".", b"250-one\r\n550 other\r\n"), 3, "unknown the answer made no sense, after the letter was handed over"),
            (raw("MAIL", b"250 ok\r\n250 ok\r\n354 go\r\n"), 0, "pending it said more than it was asked, before the letter was handed over"),
        ] {
            house.sql("UPDATE letters SET state = 'pending', tries = 0, not_before = NULL, detail = NULL");
            let told = format!("{:.80}", format!("{quirk:?}"));
            let kasse = Postkasse::open(&[quirk]);
            lead_to(house, kasse.port, "");
            house.out(exit, &["deliver", "--now", NOW]);
            assert_eq!(house.texts("SELECT state || ' ' || detail AS t FROM letters"), [fate], "{told}");
        }
    }
);

both!(
    /// No header line of a letter is longer than 78 characters, whatever a county and its recipients are called.
    header_lines_are_short, |house| {
        post(house, 15);
        for (n, nr) in rutine::domain::fylke::FYLKER.iter().enumerate() {
            house.sql(&format!("UPDATE letters SET fylke = '{nr}', to_name = 'Kari Kløverstjernesen med mange navn og flere til' WHERE key = 'brev/{}'", n + 1));
        }
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "");
        house.out(0, &["deliver", "--now", NOW]);
        for letter in kasse.letters() {
            let (headers, _) = letter.text.split_once("\r\n\r\n").unwrap();
            let long: Vec<_> = headers.lines().filter(|l| l.len() > 78).collect();
            assert!(long.is_empty(), "{long:?}");
            assert!(letter.header("From").ends_with("<fagopplaring@rutine.example>"), "{headers}");
        }
    }
);
