//! Letters through a real SMTP line: the ledger afterwards beside what the server has, whatever the server does.

use std::collections::BTreeSet;
use std::process::Stdio;

use crate::house::{House, WIDE, both, unfolded};
use crate::postkasse::{AtomicTimes, Postkasse, Quirk, Secure, certificate};
use crate::process::{Daemon, signal};
use crate::sink::{Sink, header};

const NOW: &str = "2026-07-28T06:00:00Z";
const FNR: &str = "14830751220";

/// Puts `count` pending letters in the outbox, to `mottaker<n>@post.example`.
pub fn post(house: &House, count: usize) {
    house.sql(
        "INSERT INTO runs (job, routine, fylke, slot, state, created)
         VALUES ('5A115', '5A115', '46', '2026-07-28', 'done', '2026-07-28 05:00:00');
         INSERT INTO attempts (run_id, number, state, trigger, actor, holder, version, params, tally, started)
         SELECT id, 1, 'done', 'operator', 'test', 'h', '0', '{}', '{}', '2026-07-28 05:00:00' FROM runs;",
    );
    let letter = |n: usize| {
        format!(
            "((SELECT max(id) FROM attempts), 'brev/{n}', '5A115', '46', 'soker:{n}', 'tilbud', 'Mottaker {n}',
              'mottaker{n}@post.example', 'nb', 'Tilbud på Vg3', 'Hei, Mottaker {n}', '<{n:032x}@rutine.example>',
              'pending', '2026-07-28 05:00:00')"
        )
    };
    let letters: Vec<_> = (1..=count).map(letter).collect();
    house.sql(&format!(
        "INSERT INTO letters (attempt_id, key, job, fylke, unit, purpose, to_name, to_address, language, subject, body,
           message_id, state, created) VALUES {}",
        letters.join(", ")
    ));
}

/// The settings that lead to a server, with more lines of `[mail.smtp]`.
pub fn lead_to(house: &House, port: u16, more: &str) {
    house.file("rutine.toml", smtp(port, "127.0.0.1", "none", more));
}

pub fn smtp(port: u16, host: &str, security: &str, more: &str) -> String {
    format!("[mail.smtp]\nhost = \"{host}\"\nport = {port}\nsecurity = \"{security}\"\n{more}\n")
}

/// How many letters stand in each state: `sent 3`.
fn states(house: &House) -> Vec<String> {
    house.texts("SELECT state || ' ' || count(*) AS t FROM letters GROUP BY state ORDER BY state")
}

pub fn ids_that_are(house: &House, state: &str) -> Vec<String> {
    house.texts(&format!("SELECT message_id AS t FROM letters WHERE state = '{state}' ORDER BY message_id"))
}

/// The letters' state, tries, next try and detail.
fn fates(house: &House) -> Vec<String> {
    house.texts(
        "SELECT state || ' ' || tries || ' ' || COALESCE(substr(CAST(not_before AS TEXT), 12, 5), '-') || ' '
           || COALESCE(detail, '-') AS t FROM letters ORDER BY id",
    )
}

fn answer(to: &str, said: &str) -> Quirk {
    Quirk::Answer(to.into(), said.into())
}

both!(
    /// Promise: of 500 letters one recipient is refused; the others have theirs, once.
    one_of_five_hundred_is_refused, |house| {
        post(house, 500);
        let kasse = Postkasse::open(&[answer("RCPT TO:<mottaker77@", "550 5.1.1 <mottaker77@post.example> unknown")]);
        lead_to(house, kasse.port, "");
        let done = house.json(3, &["deliver", "--now", NOW]);
        assert_eq!((&done["sent"], &done["rejected"]), (&499.into(), &1.into()), "{done}");
        assert_eq!(states(house), ["rejected 1", "sent 499"]);
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
        assert_eq!(house.texts("SELECT detail AS t FROM letters WHERE state = 'rejected'"), ["550 5.1.1"]);
        let greetings = kasse.said().iter().filter(|c| c.starts_with("EHLO")).count();
        assert_eq!(greetings, 4, "a refused recipient costs no connection");
    }
);

both!(
    /// Promise: whatever the server does, the ledger says what is known, and no more.
    the_ledger_tells_the_truth, |house| {
        let hang_up = |at: &str| Quirk::HangUp(at.into());
        let silence = |at: &str| Quirk::Silence(at.into());
        post(house, 1);
        let cases = [
            (Quirk::Drip, 0, true, "sent 1 - 250 2.0.0"),
            (answer("RCPT", "450 4.2.1 later"), 0, false, "pending 1 06:01 450 4.2.1"),
            (answer("RCPT", "550 no <a@b.example>"), 3, false, "rejected 1 - 550"),
            (answer("MAIL", "450 4.7.1 too much"), 1, false, "pending 0 - -"),
            (answer("RCPT", "421 4.3.2 closing"), 1, false, "pending 0 - -"),
            (answer("DATA", "451 4.3.0 later"), 1, false, "pending 0 - -"),
            (answer("DATA", "552 5.3.4 too big"), 3, false, "rejected 1 - 552 5.3.4"),
            (answer("MAIL", "552 5.3.4 too big"), 3, false, "rejected 1 - 552 5.3.4"),
            (answer("DATA", "250 2.0.0 ok"), 0, false, "pending 1 06:01 answered 250 out of turn, before the letter was handed over"),
            (answer(".", "452 4.3.1 full"), 0, false, "pending 1 06:01 452 4.3.1"),
            (answer(".", "421 4.3.2 closing"), 0, false, "pending 1 06:01 421 4.3.2"),
            (answer(".", "552 5.3.4 too big"), 3, false, "rejected 1 - 552 5.3.4"),
            (answer(".", "2nonsense"), 3, true, "unknown 1 - the answer made no sense, after the letter was handed over"),
            (hang_up("MAIL"), 0, false, "pending 1 06:01 the line was lost, before the letter was handed over"),
            (hang_up("RCPT"), 0, false, "pending 1 06:01 the line was lost, before the letter was handed over"),
            (hang_up("DATA"), 0, false, "pending 1 06:01 the line was lost, before the letter was handed over"),
            (hang_up("."), 3, true, "unknown 1 - the line was lost, after the letter was handed over"),
            (silence("RCPT"), 0, false, "pending 1 06:01 no answer within 1 s, before the letter was handed over"),
            (silence("."), 3, true, "unknown 1 - no answer within 1 s, after the letter was handed over"),
        ];
        for (quirk, exit, arrives, fate) in cases {
            house.sql("UPDATE letters SET state = 'pending', tries = 0, not_before = NULL, detail = NULL");
            let told = format!("{quirk:?}");
            let kasse = Postkasse::open(&[quirk]);
            lead_to(house, kasse.port, "timeout_seconds = 1\nreply_timeout_seconds = 1");
            house.out(exit, &["deliver", "--now", NOW]);
            assert_eq!(fates(house), [fate], "{told}");
            assert_eq!(kasse.letters().len(), usize::from(arrives), "{told}");
            // What is unknown is never sent again by itself.
            if fate.starts_with("unknown") {
                house.out(0, &["deliver", "--now", "2026-07-29T06:00:00Z"]);
                assert_eq!((fates(house), kasse.letters().len()), (vec![fate.to_owned()], 1), "{told}");
            }
        }
    }
);

both!(
    /// Promise: a line that is lost in the midst of a letter, before its end, costs nothing but a new try.
    a_line_lost_before_the_dot_is_tried_again, |house| {
        post(house, 1);
        let long = "Hei på deg. ".repeat(200_000);
        house.sql(&format!("UPDATE letters SET body = '{long}'"));
        let kasse = Postkasse::open(&[Quirk::CutAfter(1000)]);
        lead_to(house, kasse.port, "");
        house.out(0, &["deliver", "--now", NOW]);
        assert_eq!(fates(house), ["pending 1 06:01 the line was lost, before the letter was handed over"]);
        kasse.behave(&[]);
        house.sql("UPDATE letters SET body = 'Hei'");
        house.out(0, &["deliver", "--now", "2026-07-28T06:01:00Z"]);
        assert_eq!((states(house), kasse.letters().len()), (vec!["sent 1".to_owned()], 1));
    }
);

both!(
    /// Promise: what ails the server is no letter's fault: nothing changes, and it is told once.
    a_server_that_takes_no_letters_changes_none, |house| {
        post(house, 20);
        let user = "username = \"rutine\"";
        let cases = [
            (answer("CONNECT", "554 5.7.1 not you"), "", "it refused the greeting: 554 5.7.1"),
            (answer("CONNECT", "421 4.7.0 busy"), "", "it put off the greeting: 421 4.7.0"),
            (answer("EHLO", "550 no"), "", "it refused the greeting: 550"),
            (answer("AUTH", "535 5.7.8 wrong"), user, "it refused the login: 535 5.7.8"),
            (answer("MAIL", "553 5.7.1 not as that"), "", "refused the sender `fagopplaring@rutine.example` of"),
            (Quirk::Silence("CONNECT".into()), "timeout_seconds = 1", "no answer to the greeting within 1 s"),
            (Quirk::HangUp("CONNECT".into()), "", "the line was lost at the greeting"),
        ];
        for (quirk, more, said) in cases {
            let kasse = Postkasse::open(&[quirk]);
            lead_to(house, kasse.port, more);
            let mut deliver = house.command(&["deliver", "--now", NOW]);
            let output = deliver.env("RUTINE_SMTP_PASSWORD", "hemmelig").env("COLUMNS", WIDE).output().unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{err}");
            assert_eq!(err.matches(said).count(), 1, "{said}\n{err}");
            assert!(!err.contains("hemmelig") && !err.contains("@post.example"), "{err}");
            assert_eq!(house.count("SELECT count(*) FROM letters WHERE state = 'pending' AND tries = 0 AND not_before IS NULL"), 20);
        }
        lead_to(house, 1, "");
        assert!(house.err(1, &["deliver"]).contains("it cannot be reached: connection refused"));
        house.file("rutine.toml", smtp(25, "finnes-ikke.invalid", "none", ""));
        assert!(house.err(1, &["deliver"]).contains("its name cannot be looked up"));
        let open = Postkasse::open(&[]);
        house.file("rutine.toml", smtp(open.port, "127.0.0.1", "tls", ""));
        assert!(house.err(1, &["deliver"]).contains("it does not speak TLS there; set `mail.smtp.security = \"starttls\"`"));
        let closing = Postkasse::open(&[answer("RCPT", "421 4.3.2 closing")]);
        lead_to(house, closing.port, "");
        let said = house.err(1, &["deliver", "--now", NOW]);
        assert!(said.contains("it takes no more for now: 421 4.3.2 to RCPT"), "{said}");
    }
);

both!(
    /// Promise: a server that is not shown to be the one named gets no letter and no password.
    certificates_are_checked, |house| {
        post(house, 3);
        let (config, pem) = certificate("localhost");
        let (other, other_pem) = certificate("annet.example");
        house.file("ca.pem", &pem);
        house.file("other.pem", &other_pem);
        let user = "username = \"rutine\"\n";
        for (secure, security) in [
            (Secure::Starttls(config.clone()), "starttls"),
            (Secure::Tls(config.clone()), "tls"),
            (Secure::Starttls(other.clone()), "starttls"),
            (Secure::Tls(other.clone()), "tls"),
        ] {
            let kasse = Postkasse::secured(&[], secure);
            for ca in ["", "ca_file = \"other.pem\"\n"] {
                house.file("rutine.toml", smtp(kasse.port, "localhost", security, &format!("{user}{ca}")));
                let output = house.command(&["deliver", "--now", NOW]).env("RUTINE_SMTP_PASSWORD", "hemmelig").output();
                let output = output.unwrap();
                let err = String::from_utf8(output.stderr).unwrap();
                assert_eq!(output.status.code(), Some(1), "{security} {err}");
                assert!(err.contains("the line cannot be secured") && err.contains("mail.smtp.ca_file"), "{err}");
            }
            assert!(!kasse.said().iter().any(|c| c.starts_with("AUTH") || c.starts_with("MAIL")));
        }
        let open = Postkasse::open(&[]);
        house.file("rutine.toml", smtp(open.port, "localhost", "starttls", ""));
        assert!(house.err(1, &["deliver"]).contains("it does not offer STARTTLS"));
        let refusing = Postkasse::secured(&[answer("STARTTLS", "454 4.7.0 no TLS today")], Secure::Starttls(config));
        house.file("rutine.toml", smtp(refusing.port, "localhost", "starttls", ""));
        assert!(house.err(1, &["deliver"]).contains("454 4.7.0"));
        assert_eq!(fates(house), ["pending 0 - -"; 3]);
    }
);

both!(
    /// Promise: with the right certificate letters leave over TLS, logged in, either way TLS begins.
    letters_leave_over_tls, |house| {
        post(house, 6);
        let (config, pem) = certificate("localhost");
        house.file("ca.pem", &pem);
        house.file("passord", "hemmelig\n");
        for (secure, security, sent) in
            [(Secure::Starttls(config.clone()), "starttls", 3), (Secure::Tls(config), "tls", 6)]
        {
            house.sql("UPDATE letters SET state = 'pending' WHERE state = 'held'");
            house.sql("UPDATE letters SET state = 'held' WHERE state = 'pending' AND id > 3");
            if sent == 6 {
                house.sql("UPDATE letters SET state = 'pending' WHERE state = 'held'");
            }
            let kasse = Postkasse::secured(&[], secure);
            let more = "ca_file = \"ca.pem\"\nusername = \"rutine\"\npassword_file = \"passord\"\nconnections = 2";
            house.file("rutine.toml", smtp(kasse.port, "localhost", security, more));
            house.out(0, &["deliver", "--now", NOW]);
            assert_eq!(house.count("SELECT count(*) FROM letters WHERE state = 'sent'"), sent);
            assert_eq!(kasse.letters().len(), 3);
            let logins = kasse.said().iter().filter(|c| c.starts_with("AUTH PLAIN AHJ1dGluZQBoZW1tZWxpZw==")).count();
            assert_eq!(logins, 2, "{:?}", kasse.said());
        }
    }
);

both!(
    /// Promise: what the server puts off is tried along the stated ladder, and given up after its last wait.
    a_letter_climbs_the_ladder_and_is_given_up, |house| {
        post(house, 1);
        let kasse = Postkasse::open(&[answer("RCPT", "451 4.7.1 greylisted")]);
        let text = format!("[mail]\nretry_minutes = [1, 5]\n{}", smtp(kasse.port, "127.0.0.1", "none", ""));
        house.file("rutine.toml", text);
        for (at, exit, fate) in [
            ("06:00:00", 0, "pending 1 06:01 451 4.7.1"),
            ("06:00:59", 0, "pending 1 06:01 451 4.7.1"),
            ("06:01:00", 0, "pending 2 06:06 451 4.7.1"),
            ("06:06:00", 3, "given_up 3 - 451 4.7.1"),
            ("06:30:00", 0, "given_up 3 - 451 4.7.1"),
        ] {
            house.out(exit, &["deliver", "--now", &format!("2026-07-28T{at}Z")]);
            assert_eq!(fates(house), [fate], "{at}");
        }
        kasse.behave(&[]);
        house.out(0, &["outbox", "retry", "--key", "brev/1", "--reason", "the server knows us now"]);
        house.out(0, &["deliver", "--now", NOW]);
        assert_eq!(fates(house), ["sent 1 - 250 2.0.0"]);
    }
);

both!(
    /// Promise: a server that hangs up between letters, or takes one each time, costs no letter a try.
    a_server_that_hangs_up_between_letters, |house| {
        post(house, 20);
        let kasse = Postkasse::open(&[Quirk::OneEach]);
        lead_to(house, kasse.port, "connections = 2");
        house.out(0, &["deliver", "--now", NOW]);
        assert_eq!(fates(house), ["sent 1 - 250 2.0.0"; 20]);
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
    }
);

both!(
    /// Promise: a server that takes fewer connections than we ask for gets all letters over those it takes.
    a_server_that_takes_two_connections, |house| {
        post(house, 40);
        let busy = Quirk::Times(AtomicTimes::new(2), "CONNECT".into(), "421 4.7.0 too many".into());
        let kasse = Postkasse::open(&[busy]);
        lead_to(house, kasse.port, "connections = 4");
        house.out(0, &["deliver", "--now", NOW]);
        assert_eq!(states(house), ["sent 40"]);
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
    }
);

/// Delivers until no other process is in the way: a server frees a dead session's lock a moment after.
fn deliver_after_a_death(house: &House) {
    loop {
        let done = house.run(&["deliver"]);
        match done.status.code() {
            Some(4) => {}
            Some(0 | 3) => return,
            other => panic!("{other:?} {}", String::from_utf8_lossy(&done.stderr)),
        }
    }
}

both!(
    /// Promise: a deliverer killed again and again sends no letter twice and loses none; each kill leaves
    /// at most one unknown for each connection: the one in hand.
    killed_in_the_middle, |house| {
        const KILLS: usize = 25;
        post(house, 500);
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "connections = 3");
        for kill in 1..=KILLS {
            let had = kasse.letters().len();
            let mut child = loop {
                let mut child = house.command(&["deliver"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
                if house.is_postgres() {
                    // It may be refused while the server has not noticed the death before.
                    let began = std::time::Instant::now();
                    while kasse.letters().len() == had && child.try_wait().unwrap().is_none() {
                        std::thread::yield_now();
                        assert!(began.elapsed().as_secs() < 60, "nothing happens");
                    }
                    if child.try_wait().unwrap().is_some_and(|s| s.code() == Some(4)) {
                        continue;
                    }
                }
                break child;
            };
            kasse.wait_for(had + 1 + kill % 7);
            child.kill().unwrap();
            child.wait().unwrap();
            let sending = house.count("SELECT count(*) FROM letters WHERE state = 'sending'");
            assert!(sending <= 3, "{sending} in hand after kill {kill}");
        }
        deliver_after_a_death(house);
        let ids = kasse.ids();
        let distinct: BTreeSet<_> = ids.iter().cloned().collect();
        assert_eq!(ids.len(), distinct.len(), "0 double");
        let (sent, unknown) = (ids_that_are(house, "sent"), ids_that_are(house, "unknown"));
        assert_eq!(sent.len() + unknown.len(), 500, "0 lost: {:?}", states(house));
        assert!(sent.iter().all(|id| distinct.contains(id)), "what is told as sent has arrived");
        assert!(distinct.iter().all(|id| sent.contains(id) || unknown.contains(id)));
        assert!(unknown.len() <= 3 * KILLS, "{} unknown", unknown.len());
    }
);

both!(
    /// Promise: who is asked to stop finishes the letters in hand, and takes no more.
    asked_to_stop_in_the_middle, |house| {
        post(house, 300);
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "");
        let child = house.command(&["deliver"]).stdout(Stdio::piped()).spawn().unwrap();
        kasse.wait_for(20);
        signal(&child, "TERM");
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0));
        let said = String::from_utf8(done.stdout).unwrap();
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE state NOT IN ('sent', 'pending')"), 0);
        assert!(said.contains("stopped when asked to") || states(house) == ["sent 300"], "{said}");
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
    }
);

/// Promise: a session that is ended under the deliverer costs nothing: another is opened, and all is told.
#[test]
fn the_database_is_lost_in_the_middle() {
    let house = House::postgres();
    post(&house, 300);
    let kasse = Postkasse::open(&[]);
    lead_to(&house, kasse.port, "");
    let mut child = house.command(&["deliver"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    kasse.wait_for(20);
    house.texts(
        "SELECT pg_terminate_backend(pid)::text AS t FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(states(&house), ["sent 300"]);
    assert_eq!(kasse.ids(), ids_that_are(&house, "sent"));
}

both!(
    /// Promise: of two deliverers at once one delivers; together they send each letter once.
    two_deliverers_at_once, |house| {
        post(house, 300);
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "");
        let both = [(); 2].map(|()| house.command(&["deliver"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let codes: Vec<_> = both.into_iter().map(|mut child| child.wait().unwrap().code()).collect();
        assert!(codes.contains(&Some(0)) && codes.iter().all(|c| matches!(c, Some(0 | 4))), "{codes:?}");
        assert_eq!(states(house), ["sent 300"]);
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
    }
);

both!(
    /// Promise: of two that hold the same letters only one may hand each over, and a late word of the one counts for nothing
    /// once a person has moved the letter.
    a_letter_is_taken_once, |house| {
        use rutine::outbox::{Fate, LetterState, finish, take};
        post(house, 4);
        let (mut one, mut other) = (house.db(), house.db());
        let ids: Vec<i64> = house.texts("SELECT CAST(id AS TEXT) AS t FROM letters").iter().map(|t| t.parse().unwrap()).collect();
        assert_eq!(take(&mut one, "one", &ids[..3]).unwrap().len(), 3);
        assert_eq!(take(&mut other, "other", &ids).unwrap(), [ids[3]]);
        let now = "2026-07-28T06:00:00".parse().unwrap();
        rutine::outbox::disown(&mut other, now).unwrap();
        finish(&mut one, "one", &[Fate::new(ids[0], LetterState::Sent, None), Fate::new(ids[3], LetterState::Sent, None)], now).unwrap();
        house.out(0, &["outbox", "retry", "--key", "brev/2", "--reason", "they never had it"]);
        finish(&mut one, "one", &[Fate::new(ids[1], LetterState::Sent, None)], now).unwrap();
        assert_eq!(house.texts("SELECT state AS t FROM letters ORDER BY id"), ["sent", "pending", "unknown", "unknown"]);
    }
);

both!(
    /// Promise: no identity number leaves, and a test reaches nobody.
    guards_stop_what_must_not_leave, |house| {
        post(house, 5);
        house.sql(&format!(
            "UPDATE letters SET body = 'Nummeret er {FNR}.' WHERE key = 'brev/1';
             UPDATE letters SET subject = 'Om {} {}' WHERE key = 'brev/2';
             UPDATE letters SET to_address = 'kari@vestlandfylke.no' WHERE key = 'brev/3';
             UPDATE letters SET to_address = 'ingen' WHERE key = 'brev/4';",
            &FNR[..6], &FNR[6..]
        ));
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "");
        let out = house.json(3, &["deliver", "--now", NOW]);
        assert_eq!((&out["sent"], &out["rejected"]), (&1.into(), &4.into()));
        let told = fates(house).join("\n");
        for part in ["holds a fødselsnummer", "looks real", "mail.redirect_to", "the address cannot be used"] {
            assert!(told.contains(part), "{told}");
        }
        assert!(!told.contains(FNR) && !told.contains('@'), "{told}");
        // Redirected, every letter goes to the one address, and the one it was for is not named.
        house.sql("UPDATE letters SET state = 'pending', detail = NULL, settled = NULL");
        let text = format!("[mail]\nredirect_to = \"prove@fylke.example\"\nbounce = \"retur@fylke.example\"\n{}", smtp(kasse.port, "127.0.0.1", "none", ""));
        house.file("rutine.toml", text);
        let out = house.json(3, &["deliver", "--now", NOW]);
        assert_eq!((&out["sent"], &out["rejected"]), (&2.into(), &3.into()));
        for letter in &kasse.letters()[1..] {
            assert_eq!((letter.from.as_str(), letter.to.as_str()), ("retur@fylke.example", "prove@fylke.example"));
            assert!(letter.header("X-Rutine-Redirected").starts_with("brev/"));
            assert!(!letter.text.contains("vestlandfylke.no") && !letter.text.contains("@post.example"));
        }
        // The same holds for letters written as files.
        house.sql("UPDATE letters SET state = 'pending', detail = NULL, settled = NULL");
        house.file("rutine.toml", "");
        assert_eq!(house.json(3, &["deliver", "--out", "ut", "--now", NOW])["sent"], 1);
    }
);

both!(
    /// Promise: with `mail.hold`, and in quiet hours, nothing leaves, and it is said why.
    nothing_leaves_while_it_is_held_or_quiet, |house| {
        post(house, 2);
        let kasse = Postkasse::open(&[]);
        let with = |mail: &str| {
            house.file("rutine.toml", format!("[mail]\n{mail}\n{}", smtp(kasse.port, "127.0.0.1", "none", "")));
        };
        with("hold = true");
        let said = house.out(0, &["deliver", "--now", NOW]);
        assert!(said.contains("`mail.hold` is on; 2 letters still to send"), "{said}");
        assert_eq!(house.json(0, &["deliver", "--out", "ut", "--now", NOW])["kept_back"], "hold");
        with("quiet_from = \"21:00\"\nquiet_until = \"08:30\"");
        let said = unfolded(&house.out(0, &["deliver", "--now", NOW]));
        assert!(said.contains("it is quiet until 2026-07-28 08:30:00") && said.contains("2 letters still to send"), "{said}");
        assert_eq!(states(house), ["pending 2"]);
        house.out(0, &["deliver", "--now", "2026-07-28T06:30:00Z"]);
        assert_eq!((states(house), kasse.letters().len()), (vec!["sent 2".to_owned()], 2));
    }
);

both!(
    /// Promise: line breaks and markup in names and subjects add no header and no recipient.
    hostile_names_are_inert, |house| {
        post(house, 2);
        let crlf = if house.is_postgres() { "chr(13) || chr(10)" } else { "char(13) || char(10)" };
        house.sql(&format!(
            "UPDATE letters SET to_name = 'Vakker' || {crlf} || 'Bcc: alle@post.example', subject = 'Hei' || {crlf} || 'Bcc: alle@post.example',
             body = '<script>alert(1)</script>' || {crlf} || '.' || {crlf} || 'RCPT TO:<alle@post.example>';
             UPDATE letters SET to_address = 'a@post.example' || {crlf} || 'RCPT TO:<b@post.example>' WHERE key = 'brev/2';
             UPDATE letters SET to_address = 'a@blåbær.example' WHERE key = 'brev/1'"
        ));
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "");
        house.out(3, &["deliver", "--now", NOW]);
        let letters = kasse.letters();
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, "a@xn--blbr-roah.example"));
        let (headers, body) = letters[0].text.split_once("\r\n\r\n").unwrap();
        assert!(headers.is_ascii() && !headers.lines().any(|l| l.to_lowercase().starts_with("bcc")), "{headers}");
        assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{body}");
        assert!(!kasse.said().iter().any(|c| c.contains("alle@") || c.contains("b@post")), "{:?}", kasse.said());
    }
);

both!(
    /// Promise: a routine is asked moments before its letters leave; what is no longer due is dropped with its reason.
    what_is_no_longer_due_is_dropped, |house| {
        use rutine::attempt::Dropped;
        use rutine::domain::Key;
        post(house, 5);
        let mut db = house.db();
        let now = "2026-07-28T06:00:00".parse().unwrap();
        let mut batch = rutine::outbox::pending(&mut db, 0, now, 10).unwrap();
        let mut done = rutine::delivery::Delivered::default();
        let config = rutine::config::Config::default();
        let sorted = rutine::delivery::sort_out(&mut db, &mut batch, &config, now, &mut done, |code| {
            assert_eq!(code, "5A115");
            Some(|_, letters, _| {
                let answered = letters.iter().filter(|l| [Key::Soker(2), Key::Soker(4)].contains(&l.unit));
                Ok(answered.map(|l| Dropped { id: l.id, reason: "har svart" }).collect())
            })
        });
        sorted.unwrap();
        assert_eq!((done.dropped, batch.len()), (2, 3));
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "");
        house.out(0, &["deliver", "--now", NOW]);
        assert_eq!(states(house), ["dropped 2", "sent 3"]);
        assert_eq!(house.texts("SELECT detail AS t FROM letters WHERE state = 'dropped'"), ["har svart"; 2]);
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
    }
);

both!(
    /// Promise: a person's changes are bounded by a filter, say why, and are kept; unknown is sent again only when named.
    a_person_settles_what_is_unsettled, |house| {
        post(house, 6);
        house.sql(
            "UPDATE letters SET state = 'unknown', tries = 1 WHERE key IN ('brev/1', 'brev/2');
             UPDATE letters SET state = 'rejected', tries = 1 WHERE key = 'brev/3';
             UPDATE letters SET state = 'sent', tries = 1 WHERE key = 'brev/4';",
        );
        for (args, said) in [
            (&["retry", "--reason", "x"][..], "say which letters"),
            (&["retry", "--fylke", "46"], "say why with `--reason`"),
            (&["give-up", "--fylke", "46", "--reason", " "], "say why, in a few words"),
            (&["retry", "--state", "sent", "--reason", "x"], "not for letters that are sent"),
            (&["give-up", "--state", "sent", "--reason", "x"], "not for letters that are sent"),
        ] {
            assert!(house.err(2, &[&["outbox"], args].concat()).contains(said), "{args:?}");
        }
        let moved = |args: &[&str]| house.json(0, &[&["outbox"], args].concat())["letters"].clone();
        assert_eq!(moved(&["retry", "--fylke", "46", "--reason", "mended"]), 1);
        let none = house.json(4, &["outbox", "retry", "--state", "unknown", "--since", "2026-07-29", "--reason", "x"]);
        assert_eq!(none["letters"], 0, "nothing matched");
        assert_eq!(moved(&["retry", "--key", "brev/1", "--reason", "the server has no trace of it"]), 1);
        assert_eq!(moved(&["give-up", "--state", "unknown", "--purpose", "tilbud", "--reason", "they called"]), 1);
        assert_eq!(states(house), ["given_up 1", "pending 4", "sent 1"]);
        let shown = unfolded(&house.out(0, &["outbox", "show", "brev/1"]));
        assert!(shown.contains("unknown -> pending") && shown.contains(": the server has no trace of it"), "{shown}");
        let shown = house.json(0, &["outbox", "show", "brev/2"]);
        assert_eq!(shown["letter"]["changes"][0]["to"], "given_up");
        let listed = house.out(0, &["outbox", "list", "--job", "5A115"]);
        assert!(listed.contains("given_up 1  pending 4  sent 1"), "{listed}");
    }
);

both!(
    /// Promise: the daemon sends what is posted, tells of a server that is down once and sends when it is back, and at
    /// SIGTERM finishes the letters in hand and no more.
    a_daemon_sends_and_stops, |house| {
        post(house, 400);
        let kasse = Postkasse::open(&[answer("CONNECT", "421 4.3.2 not now")]);
        house.file("rutine.toml", format!("jobs = \"jobs\"\nfylker = [\"46\"]\n{}", smtp(kasse.port, "127.0.0.1", "none", "")));
        let shipped = std::fs::read_to_string(crate::house::project().join("jobs/5A116.toml")).unwrap();
        house.file("jobs/5A116.toml", shipped);
        let mut daemon = Daemon::start(house, &[]);
        daemon.wait_for("it put off the greeting: 421 4.3.2");
        kasse.behave(&[]);
        kasse.wait_for(50);
        assert_eq!(daemon.stop(), Some(0));
        assert_eq!(daemon.heard.iter().filter(|l| l.contains("421 4.3.2")).count(), 1, "{:?}", daemon.heard);
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE state NOT IN ('sent', 'pending')"), 0);
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
        let mut next = Daemon::start(house, &[]);
        kasse.wait_for(400);
        assert_eq!(next.stop(), Some(0));
        assert_eq!((states(house), kasse.letters().len()), (vec!["sent 400".to_owned()], 400));
    }
);

/// Promise: a wrong setting of mail is told by `check`, with its line, and no password is ever in the settings.
#[test]
fn every_fault_of_mail() {
    let house = House::sqlite();
    house.file("file", "");
    house.file("passord", "hemmelig\n");
    for (text, said) in [
        (
            "environment = \"production\"\n[mail]\nredirect_to = \"a@b.example\"\n",
            "rutine.toml:3: `mail.redirect_to` is for",
        ),
        (
            "[mail]\nquiet_from = \"21:00\"\n",
            "rutine.toml:2: `mail.quiet_from` and `mail.quiet_until` go together",
        ),
        (
            "[mail]\nquiet_from = \"21\"\n",
            "rutine.toml:2: `mail.quiet_from`: expected a time of day such as `21:00`",
        ),
        ("[mail]\nretry_minutes = [0]\n", "rutine.toml:2: `mail.retry_minutes` must be"),
        ("[mail]\nbounce = \"ingen\"\n", "rutine.toml:2: `ingen` is no e-mail address"),
        ("[fylke.46]\nbounce = \"ingen\"\n", "rutine.toml:2: `ingen` is no e-mail address"),
        ("[mail.smtp]\nport = 25\n", "rutine.toml:2: `mail.smtp` lacks `host`"),
        ("[mail.smtp]\nhost = \"h\"\npassword = \"x\"\n", "rutine.toml:3: unknown field `password`"),
        (
            "[mail.smtp]\nhost = \"h\"\nsecurity = \"ssl\"\n",
            "rutine.toml:3: `mail.smtp.security` is `ssl`, expected `starttls`, `tls` or `none`",
        ),
        (
            "[mail.smtp]\nhost = \"h\"\nconnections = 33\n",
            "rutine.toml:3: `mail.smtp.connections` must be 1 to 32",
        ),
        (
            "[mail.smtp]\nhost = \"h.example\"\nsecurity = \"none\"\nusername = \"x\"\npassword_file = \"passord\"\n",
            "rutine.toml:4: `mail.smtp.security = \"none\"` would show the password",
        ),
        ("[mail.smtp]\nhost = \"h\"\nusername = \"x\"\n", "there is no password for `mail.smtp.username`"),
        (
            "[mail.smtp]\nhost = \"h\"\nusername = \"x\"\npassword_file = \"nowhere\"\n",
            "rutine.toml:4: cannot read the password in `nowhere`",
        ),
        (
            "[mail.smtp]\nhost = \"h\"\nusername = \"x\"\npassword_file = \"file\"\n",
            "rutine.toml:4: `file` is empty",
        ),
        (
            "[mail.smtp]\nhost = \"h\"\nca_file = \"nowhere\"\n",
            "rutine.toml:3: cannot read the certificate authority",
        ),
        (
            "[mail.smtp]\nhost = \"h\"\nca_file = \"file\"\n",
            "rutine.toml:3: `mail.smtp.ca_file` holds no certificate",
        ),
        (
            "[daemon]\nletters = \"file/letters\"\n",
            "rutine.toml:2: `daemon.letters`: `file/letters` cannot be written",
        ),
        (
            "[daemon]\nletters = \"l\"\n[mail.smtp]\nhost = \"h\"\n",
            "rutine.toml:2: `daemon.letters` and `mail.smtp` are two ways out",
        ),
    ] {
        house.file("rutine.toml", text);
        let out = house.told(5, &["check"]);
        assert!(out.contains(said), "{said}\n{out}");
        assert_eq!(out.lines().count(), 1, "{out}");
    }
    house.file(
        "rutine.toml",
        "[mail]\nquiet_from = \"21:00\"\nquiet_until = \"07:00\"\n[mail.smtp]\nhost = \"localhost\"\n",
    );
    house.told(0, &["check"]);
}

both!(
    /// Promise, beside a server that is somebody else's: a county's letters of 5A115, each there once, whole and readable.
    a_mail_servers_own_copy_equals_the_ledger, |house| {
        house.take("46");
        house.out(0, &["run", "5A115", "--fylke", "46", "--asof", "2026-07-28", "--now", NOW]);
        let sink = Sink::start(house);
        lead_to(house, sink.port, "connections = 8");
        house.out(0, &["deliver", "--now", NOW]);
        let dumped = sink.stop(house);
        assert_eq!(house.count("SELECT count(*) FROM letters WHERE state NOT IN ('sent', 'no_address')"), 0);
        let mut ids: Vec<_> = dumped.iter().map(|text| header(text, "Message-ID")).collect();
        ids.sort();
        assert_eq!(ids, ids_that_are(house, "sent"), "0 lost, 0 double");
        for text in &dumped {
            for (name, value) in [
                ("X-Mail-Args", "<fagopplaring@rutine.example>"),
                ("Auto-Submitted", "auto-generated"),
                ("X-Auto-Response-Suppress", "OOF, AutoReply"),
                ("MIME-Version", "1.0"),
            ] {
                assert_eq!(header(text, name), value);
            }
            assert!(header(text, "From").ends_with("<fagopplaring@rutine.example>"));
            assert!(["nb", "nn"].contains(&header(text, "Content-Language").as_str()));
            assert!(header(text, "Content-Type").starts_with("multipart/alternative"));
            let plain = text.find("text/plain; charset=utf-8").unwrap();
            assert!(plain < text.find("text/html; charset=utf-8").unwrap(), "the richest last (RFC 2046)");
            assert!(text.contains("Fagoppl=C3=A6ring"), "æ is one letter in two bytes of UTF-8");
        }
    }
);

both!(
    /// Promise: asked to stop while the server does not answer, a deliverer gives back at once what it has not begun; only what
    /// the server holds is unknown, however it ends.
    asked_to_stop_while_the_server_is_silent, |house| {
        post(house, 20);
        let kasse = Postkasse::open(&[Quirk::Silence(".".into())]);
        lead_to(house, kasse.port, "connections = 2");
        let mut child = house.command(&["deliver"]).stdout(Stdio::null()).spawn().unwrap();
        let in_hand = || house.count("SELECT count(*) FROM letters WHERE state = 'sending'");
        kasse.wait_for(2);
        signal(&child, "TERM");
        let began = std::time::Instant::now();
        while in_hand() != 2 {
            assert!(began.elapsed().as_secs() < 60, "{} in hand", in_hand());
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kasse.behave(&[]);
        deliver_after_a_death(house);
        assert_eq!(states(house), ["sent 18", "unknown 2"]);
    }
);

both!(
    /// A slip of the hand is no success: a key that is none, and a letter the change is not for, are told; what is kept of a
    /// reason cannot move a terminal's cursor; a password file that is gone is a fault of the settings.
    slips_of_the_hand, |house| {
        post(house, 2);
        house.out(2, &["outbox", "hold", "--key", "brev/nei", "--reason", "x"]);
        let said = house.err(4, &["outbox", "release", "--key", "brev/1", "--reason", "x"]);
        assert!(said.contains("the letter is pending, and `release` is for others"), "{said}");
        let out = house.out(0, &["outbox", "hold", "--key", "brev/1", "--reason", "a\u{1b}[31mb"]);
        assert_eq!(out, "1 letter held\n");
        assert!(!house.out(0, &["outbox", "show", "brev/1"]).contains('\u{1b}'));
        lead_to(house, 9, "username = \"rutine\"\npassword_file = \"borte\"");
        let said = house.err(5, &["deliver", "--now", NOW]);
        assert!(said.contains("rutine.toml:6: ") && said.contains("`borte`"), "{said}");
    }
);
