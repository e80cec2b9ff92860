//! What somebody on the wire, or a server that is broken or bad, can do to a delivery: nothing but keep letters waiting.

use crate::house::{WIDE, both};
use crate::post::{lead_to, post, smtp};
use crate::postkasse::{Postkasse, Quirk, Secure, certificate};

const NOW: &str = "2026-07-28T06:00:00Z";

fn raw(to: &str, said: &[u8]) -> Quirk {
    Quirk::Raw(to.into(), said.to_vec())
}

both!(
    /// What is said in the open behind the answer to STARTTLS is not believed inside: the line is given up before TLS, and
    /// nothing is told on it, no password, no address.
    answers_put_in_before_tls, |house| {
        post(house, 3);
        let (config, pem) = certificate("localhost");
        house.file("ca.pem", &pem);
        let more = "ca_file = \"ca.pem\"\nusername = \"rutine\"\ntimeout_seconds = 5";
        for behind in [
            &b"250-x\r\n250 SIZE 10000\r\n250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n250 2.0.0 queued\r\n"[..],
            b"250 ok\r\n",
            b"\r\n",
            b"x",
        ] {
            let said = [b"220 go\r\n", behind].concat();
            let kasse = Postkasse::secured(&[raw("STARTTLS", &said)], Secure::Starttls(config.clone()));
            house.file("rutine.toml", smtp(kasse.port, "localhost", "starttls", more));
            let mut deliver = house.command(&["deliver", "--now", NOW]);
            let output = deliver.env("RUTINE_SMTP_PASSWORD", "hemmelig").env("COLUMNS", WIDE).output().unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{err}");
            assert!(err.contains("it said more in the open than its answer to STARTTLS"), "{err}");
            assert!(kasse.said().iter().all(|c| c.starts_with("EHLO") || c == "STARTTLS"), "{:?}", kasse.said());
        }
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE state = 'pending' AND tries = 0"), 3);
    }
);

both!(
    /// Every answer is bounded, in bytes and in time, before TLS and after; a server that never ends its line is left.
    answers_without_end, |house| {
        post(house, 3);
        let (config, pem) = certificate("localhost");
        house.file("ca.pem", &pem);
        let endless = [b"220 ".as_slice(), &[b'x'; 2_000_000]].concat();
        let many = b"250-more of the same\r\n".repeat(100_000);
        let open = [b"250-x".as_slice()].concat();
        for (quirk, said) in [
            (raw("CONNECT", &endless), "its answer to the greeting is too long"),
            (raw("EHLO", &many), "its answer to the greeting is too long"),
            (raw("CONNECT", b"220 x"), "no answer to the greeting within 1 s"),
            (raw("EHLO", &open), "no answer to the greeting within 1 s"),
            (raw("CONNECT", b"HTTP/1.1 400 Bad Request\r\n"), "the answer made no sense, at the greeting"),
        ] {
            for (secure, security, more) in [
                (Secure::No, "none", ""),
                (Secure::Tls(config.clone()), "tls", "ca_file = \"ca.pem\"\n"),
                (Secure::Starttls(config.clone()), "starttls", "ca_file = \"ca.pem\"\n"),
            ] {
                let kasse = Postkasse::secured(std::slice::from_ref(&quirk), secure);
                house.file("rutine.toml", smtp(kasse.port, "localhost", security, &format!("{more}timeout_seconds = 1")));
                let err = house.err(1, &["deliver", "--now", NOW]);
                assert!(err.contains(said), "{security} {said}\n{err}");
            }
        }
        // Within a letter's own talk, too: it is the letter's next try.
        let kasse = Postkasse::open(&[raw("RCPT", b"250-x")]);
        lead_to(house, kasse.port, "timeout_seconds = 1\nconnections = 1");
        house.err(0, &["deliver", "--now", NOW]);
        let told = house.texts("SELECT state || ' ' || detail AS t FROM letters");
        assert_eq!(told, ["pending no answer within 1 s, before the letter was handed over"; 3]);
    }
);

both!(
    /// A server that says hostile things in the text of its answers moves no terminal and leaves no trace in the ledger.
    hostile_words, |house| {
        post(house, 2);
        let evil = b"550 5.1.1 \x1b[31m\x1b]0;pwned\x07 <kari@post.example>\r\n";
        let kasse = Postkasse::open(&[raw("RCPT", evil), raw("CONNECT", b"220 \x1b[31m\xff\r\n")]);
        lead_to(house, kasse.port, "");
        let out = house.out(3, &["deliver", "--now", NOW]) + &house.out(0, &["outbox", "list"]);
        assert!(!out.contains('\u{1b}') && !out.contains("kari"), "{out}");
        assert_eq!(house.texts("SELECT detail AS t FROM letters"), ["550 5.1.1"; 2]);
    }
);
