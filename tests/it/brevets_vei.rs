//! A letter reaches the one it is for, or a list says who got none: asked of every kind of letter, moments before it leaves.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rutine::delivery::{self, Delivered};
use rutine::routine;
use rutine::routine::rapport::rapport_paminning::PAMINNINGER;
use rutine::store::Db;

use crate::house::{House, both};
use crate::post::{lead_to, smtp};
use crate::postkasse::Postkasse;
use crate::runde::{FOREL, OPPSTART, PAMINN1};
use crate::scene::Day;
use crate::{
    forslag_skoletilbud, forslag_svar, kontrakt_opprettelse, onske_status, prove_oppmelding,
    rapport_oppstart, rapport_paminning,
};

const TILBUD: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T04:00:00Z", params: &[] };
const CHAIN: Day = Day { asof: "2026-08-05", at: "2026-08-05T08:00:00Z", ..TILBUD };

/// A kind of letter, and what makes what it says no longer so: SQL, and the reason that is told.
type Kind = (&'static str, Option<(&'static str, &'static str)>);

#[derive(Clone, Copy)]
struct Play {
    day: Day,
    stage: fn(&House),
    /// When they leave, in time.
    leave: &'static str,
    kinds: &'static [Kind],
}

const SENT_IN: &str = "UPDATE rapport_skjema SET innsendt_tid = '2026-01-07 08:00:00', innsendt_av = (SELECT min(id) FROM person)";

const FIXED: &[Play] = &[
    Play {
        day: TILBUD,
        stage: |house| house.take("vg3_forslag"),
        leave: "2026-08-04T21:00:00Z",
        kinds: &[
            ("tilbud", Some(("UPDATE forslag SET lukket_arsak = 'TRUKKET'", "TRUKKET"))),
            ("ikke_kvalifisert", Some(("UPDATE soker SET kvalifisert = 'J'", "KVALIFISERT"))),
        ],
    },
    Play {
        day: Day { job: "5A119", params: &["fylkets_svar_gar_foran=true"], ..CHAIN },
        stage: forslag_svar::stage,
        leave: "2026-08-05T09:00:00Z",
        kinds: &[("kvittering", None), ("for_sent", None), ("fylket_har_svart", None)],
    },
    Play {
        day: Day { job: "5A114", ..CHAIN },
        stage: onske_status::stage,
        leave: "2026-08-05T09:00:00Z",
        kinds: &[("stroket", Some(("UPDATE onske SET status = 'INNTLI'", "ONSKET_STAR")))],
    },
    Play {
        day: Day { job: "5A120", params: &["svarfrist_skole_dager=7"], ..CHAIN },
        stage: forslag_skoletilbud::stage,
        leave: "2026-08-05T09:00:00Z",
        kinds: &[
            (
                "skoletilbud",
                Some((
                    "UPDATE forslag SET status = 'TILBSKG', skolenr = NULL WHERE forslagstype = 'VG3'",
                    "TRUKKET",
                )),
            ),
            ("uten_plass", Some(("UPDATE forslag SET lukket_arsak = 'TRUKKET'", "TRUKKET"))),
        ],
    },
    Play {
        day: Day { job: "5A106", ..CHAIN },
        stage: kontrakt_opprettelse::stage,
        leave: "2026-08-05T09:00:00Z",
        kinds: &[(
            "kontrakt",
            Some(("UPDATE kontrakt SET avsluttet_dato = '2026-08-05'", "KONTRAKTEN_ER_BORTE")),
        )],
    },
    Play {
        day: Day { job: "5A116", ..CHAIN },
        stage: prove_oppmelding::stage,
        leave: "2026-08-05T09:00:00Z",
        kinds: &[("oppmelding", Some(("UPDATE prove SET status = 'AVHOLDT'", "PROVEN_ER_BORTE")))],
    },
    Play {
        day: FOREL,
        stage: |house| house.take("rapport_forelopig"),
        leave: "2025-10-01T08:00:00Z",
        kinds: &[(
            "forelopig",
            Some((
                "UPDATE rapport_runde SET varsel = '2025-09-01', referansedato = '2025-09-15', kjoredato = '2025-10-01' WHERE ar = 2025",
                "RUNDEN_HAR_BEGYNT",
            )),
        )],
    },
    Play {
        day: OPPSTART,
        stage: rapport_oppstart::stage,
        leave: "2026-01-06T08:00:00Z",
        kinds: &[("oppstart", Some((SENT_IN, "HAR_SVART")))],
    },
];

/// Each reminder on its day, in a round that has them all: the second on 17 February, each further one the day after.
fn paminninger() -> impl Iterator<Item = Play> {
    (1..).zip(PAMINNINGER).map(|(nr, purpose)| {
        let date = if nr == 1 { PAMINN1.asof } else { format!("2026-02-{}", 15 + nr).leak() };
        let day = Day { asof: date, at: format!("{date}T06:00:00Z").leak(), ..PAMINN1 };
        let kinds = vec![(*purpose, Some((SENT_IN, "HAR_SVART")))].leak();
        Play { day, stage: all_reminders, leave: format!("{date}T08:00:00Z").leak(), kinds }
    })
}

fn all_reminders(house: &House) {
    rapport_paminning::stage(house);
    let flere: Vec<_> = (3..=PAMINNINGER.len()).map(|nr| format!("2026-02-{}", 15 + nr)).collect();
    house.sql(&format!(
        "UPDATE rapport_runde SET svarfrist = '2026-02-28', flere_paminninger = NULLIF('{}', '') WHERE ar = 2025",
        flere.join(" ")
    ));
}

fn plays() -> Vec<Play> {
    FIXED.iter().copied().chain(paminninger()).collect()
}

/// Promise: every kind of letter that a routine writes is played.
#[test]
fn every_kind_of_letter_is_asked_about() {
    let written: BTreeSet<_> = routine::all().flat_map(|r| r.letters).copied().collect();
    let asked: BTreeSet<_> = plays().iter().flat_map(|p| p.kinds).map(|(purpose, _)| *purpose).collect();
    assert_eq!(written, asked);
}

/// One letter of a kind, brought to the moment before it leaves as often as is asked.
struct Ready<'h> {
    house: &'h House,
    id: String,
    address: String,
    /// `person` or `skole`, and which.
    recipient: (&'static str, String),
    deadline: Option<String>,
}

impl<'h> Ready<'h> {
    fn of(house: &'h House, purpose: &str) -> Self {
        let one = |column: &str| {
            let sql = format!(
                "SELECT CAST({column} AS TEXT) AS t FROM letters WHERE purpose = '{purpose}' AND state = 'held' ORDER BY id LIMIT 1"
            );
            house.texts(&sql).first().cloned().unwrap_or_else(|| panic!("no letter `{purpose}`"))
        };
        let recipient = match one("to_person").as_str() {
            "-" => ("skole", format!("skolenr = '{}'", one("to_skole"))),
            person => ("person", format!("id = {person}")),
        };
        let deadline = Some(one("deadline")).filter(|d| d != "-");
        Ready { house, id: one("id"), address: one("to_address"), recipient, deadline }
    }

    /// Where it stands after a delivery: `sent -`, `held FRISTEN_ER_UTE`; and its address.
    fn leaves(&self, at: &str) -> (String, String) {
        let Ready { house, id, address, .. } = self;
        house.sql(&format!(
            "UPDATE letters SET state = 'pending', detail = NULL, settled = NULL, to_address = '{address}' WHERE id = {id}"
        ));
        house.run(&["deliver", "--out", "ut", "--now", at]);
        let one = |column: &str| {
            house.texts(&format!("SELECT {column} AS t FROM letters WHERE id = {id}")).concat()
        };
        (one("state || ' ' || COALESCE(detail, '-')"), one("to_address"))
    }

    fn register(&self, set: &str) {
        let (table, which) = &self.recipient;
        self.house.sql(&format!("UPDATE {table} SET {set} WHERE {which}"));
    }
}

fn check_kind(house: &House, play: &Play, (purpose, withdrawn): &Kind) {
    let letter = Ready::of(house, purpose);
    let told = |what: &str| format!("{purpose}: {what}");
    let is = |state: &str, address: &str| (state.to_owned(), address.to_owned());
    assert_eq!(letter.leaves(play.leave), is("sent -", &letter.address), "{}", told("as it was"));

    letter.register("epost = 'ny.adresse@post.example'");
    assert_eq!(letter.leaves(play.leave), is("sent -", "ny.adresse@post.example"), "{}", told("corrected"));
    letter.register("epost = NULL");
    assert_eq!(letter.leaves(play.leave), is("no_address MANGLER_EPOST", ""), "{}", told("no address"));
    letter.register("epost = 'en@vestlandfylke.no'");
    assert_eq!(
        letter.leaves(play.leave),
        is("no_address FREMMED_DOMENE", ""),
        "{}",
        told("somebody's, in a test")
    );
    letter.register(&format!("epost = '{}'", letter.address));
    if letter.recipient.0 == "person" {
        letter.register("adressesperre = TRUE");
        assert_eq!(letter.leaves(play.leave), is("no_address ADRESSESPERRE", ""), "{}", told("barred"));
        letter.register("adressesperre = FALSE");
    }

    if let Some(day) = &letter.deadline {
        let after = format!("{}T23:30:00Z", day);
        let (state, _) = letter.leaves(&after);
        let reminder = play.day.job.starts_with("AR-");
        let fits = state == "held FRISTEN_ER_UTE" || (reminder && state.starts_with("dropped "));
        assert!(fits, "{} {state}", told("after its deadline"));
    }
    if let Some((sql, reason)) = withdrawn {
        house.sql(sql);
        assert_eq!(letter.leaves(play.leave).0, format!("dropped {reason}"), "{}", told("withdrawn"));
    }
}

both!(
    /// Promise, of every kind of letter: to the register's address, to nobody who is barred or without one, not unasked
    /// after the deadline it speaks of, and not when what it says is no longer so.
    every_kind_of_letter_moments_before_it_leaves, |house| {
        for play in plays() {
            let own = if house.is_postgres() { House::postgres() } else { House::sqlite() };
            (play.stage)(&own);
            own.sql("UPDATE letters SET state = 'sent' WHERE state = 'pending'");
            play.day.run(&own);
            own.sql("UPDATE letters SET state = 'held' WHERE state = 'pending'");
            own.sql("DELETE FROM letters WHERE state = 'no_address'");
            says_whom_to_ask(&own, play.day.job);
            play.kinds.iter().for_each(|kind| check_kind(&own, &play, kind));
        }
    }
);

/// Promise: every letter says whom to ask, and holds a reference by which it is found; one about a contract names it.
fn says_whom_to_ask(house: &House, job: &str) {
    for letter in
        house.texts(&format!("SELECT message_id || '|' || body AS t FROM letters WHERE job = '{job}'"))
    {
        let (id, body) = letter.split_once('|').unwrap();
        let begins = id[1..11].to_uppercase();
        let reference = format!("{}-{}", &begins[..5], &begins[5..]);
        let ends = format!("\n\nSpørsmål? Skriv til fagopplaring@rutine.example\nReferanse: {reference}\n");
        assert!(body.ends_with(&ends), "{body}");
        assert!(
            house.out(0, &["outbox", "show", &reference]).contains(&format!("Message-ID: {id}")),
            "{reference}"
        );
        if ["5A106", "5A116"].contains(&job) {
            let named = house.texts("SELECT kontraktsnr AS t FROM kontrakt WHERE kontraktstype = 'E'");
            assert!(named.iter().any(|nr| body.contains(&format!("Kontrakt: {nr}\n"))), "{body}");
        }
    }
}

fn states(house: &House) -> Vec<String> {
    house.texts(
        "SELECT to_name || ' ' || state || COALESCE(' ' || detail, '') AS t FROM letters
         WHERE state NOT IN ('sent', 'pending') ORDER BY to_name",
    )
}

both!(
    /// Promise: whoever got no letter is a row, once, with the reason; once there is an address the letter leaves by itself.
    who_got_none_is_listed, |house| {
        house.take("vg3_forslag");
        let run = TILBUD.run(house);
        let without = serde_json::json!({"ADRESSESPERRE": 1, "MANGLER_EPOST": 1, "UGYLDIG_EPOST": 1});
        assert_eq!((&run["letters"], &run["no_letter"]), (&14.into(), &without));
        let rows = ["Adresseløs Hegg no_address MANGLER_EPOST", "Feilskrevet Or no_address UGYLDIG_EPOST", "Skjermet Osp no_address ADRESSESPERRE"];
        assert_eq!(states(house), rows);
        let again = TILBUD.run(house);
        assert_eq!((&again["letters"], &again["no_letter"]), (&0.into(), &serde_json::json!({})));
        assert_eq!(states(house), rows);
        let listed = house.json(0, &["outbox", "list", "--state", "no_address"]);
        assert_eq!((listed["letters"].as_array().unwrap().len(), &listed["states"]), (3, &serde_json::json!({"no_address": 3})));
        let key = listed["letters"][0]["key"].as_str().unwrap();
        let shown = house.out(0, &["outbox", "show", key]);
        assert!(shown.contains("because: ADRESSESPERRE (Adress"), "{shown}");
        house.change("Adresseløs Hegg", "UPDATE person SET epost = 'hegg@post.example' WHERE id = {person}");
        let done = house.json(0, &["deliver", "--out", "ut", "--now", "2026-07-29T06:00:00Z"]);
        assert_eq!((&done["sent"], &done["no_address"]), (&15.into(), &0.into()));
        assert_eq!(states(house), rows[1..]);
        assert_eq!(house.texts("SELECT to_address AS t FROM letters WHERE to_name = 'Adresseløs Hegg'"), ["hegg@post.example"]);
    }
);

both!(
    /// Promise: a letter sent again goes to the address of the register, and it is told; where there is none now it says so.
    sent_again_to_the_address_of_today, |house| {
        house.take("vg3_forslag");
        TILBUD.run(house);
        let key = |name: &str| house.texts(&format!("SELECT key AS t FROM letters WHERE to_name = '{name}'")).concat();
        house.sql("UPDATE letters SET state = 'rejected', detail = '550 5.1.1' WHERE state = 'pending'");
        house.change("Vanlig Furu", "UPDATE person SET epost = 'ny@post.example' WHERE id = {person}");
        house.change("Bokmålsk Bjørk", "UPDATE person SET epost = NULL WHERE id = {person}");
        let retry = |name: &str| house.json(0, &["outbox", "retry", "--key", &key(name), "--reason", "mended"]);
        let furu = retry("Vanlig Furu");
        assert_eq!((&furu["letters"], &furu["readdressed"], &furu["no_address"]), (&1.into(), &1.into(), &0.into()));
        let bjork = retry("Bokmålsk Bjørk");
        assert_eq!((&bjork["letters"], &bjork["readdressed"], &bjork["no_address"]), (&0.into(), &0.into(), &1.into()));
        let lind = retry("Kandidat Lind");
        assert_eq!((&lind["letters"], &lind["readdressed"], &lind["no_address"]), (&1.into(), &0.into(), &0.into()));
        let shown = house.out(0, &["outbox", "show", &key("Vanlig Furu")]);
        assert!(shown.contains("mended; addressed anew") && shown.contains("To: ny@post.example"), "{shown}");
        assert!(states(house).contains(&"Bokmålsk Bjørk no_address MANGLER_EPOST".into()));
    }
);

both!(
    /// Promise, with the real process and a mail server: between posting and sending an address is corrected, a person is
    /// barred, an offer is withdrawn, another answered, and a deadline passes.
    between_posting_and_sending, |house| {
        house.take("vg3_forslag");
        TILBUD.run(house);
        let key = |name: &str| house.texts(&format!("SELECT key AS t FROM letters WHERE to_name = '{name}'")).concat();
        house.out(0, &["outbox", "hold", "--key", &key("Sein Platan"), "--reason", "they asked us to wait"]);
        house.change("Vanlig Furu", "UPDATE person SET epost = 'furu.ny@post.example' WHERE id = {person}");
        house.change("Kandidat Lind", "UPDATE person SET adressesperre = TRUE WHERE id = {person}");
        house.change("Særløp Alm", "UPDATE forslag SET lukket_arsak = 'TRUKKET' WHERE onske_id IN (SELECT id FROM onske WHERE soker_id = {soker})");
        house.answer("46", &[("W-1", "Tostryks Ask", "TILBSKG", "J", "2026-07-28T05:00:00Z")]);
        let kasse = Postkasse::open(&[]);
        lead_to(house, kasse.port, "");
        let done = house.json(0, &["deliver", "--now", "2026-07-28T06:00:00Z"]);
        let of = |what: &str| done[what].as_u64().unwrap();
        assert_eq!((of("sent"), of("dropped"), of("no_address"), of("readdressed")), (10, 2, 1, 1), "{done}");
        let to: Vec<String> = kasse.letters().iter().map(|l| l.to.clone()).collect();
        assert!(to.contains(&"furu.ny@post.example".to_owned()), "{to:?}");
        assert!(!to.iter().any(|a| a.contains("lind") || a.contains("alm") || a.contains("ask")), "{to:?}");
        assert!(states(house).contains(&"Kandidat Lind no_address ADRESSESPERRE".into()));
        assert!(states(house).contains(&"Særløp Alm dropped TRUKKET".into()));
        assert!(states(house).contains(&"Tostryks Ask dropped HAR_SVART".into()));
        // A month later somebody lets the one go that was held: it speaks of 4 August, so that is asked about first.
        let release = ["outbox", "release", "--key", &key("Sein Platan"), "--reason", "go", "--now", "2026-08-30T08:00:00Z"];
        let said = house.json(3, &release);
        assert_eq!((&said["letters"], &said["past_deadline"]), (&0.into(), &1.into()));
        house.json(0, &[&release[..], &["--past-deadline"]].concat());
        house.json(0, &["deliver", "--now", "2026-08-30T08:05:00Z"]);
        let last = kasse.letters().last().unwrap().clone();
        assert_eq!(last.header("Date"), "Sun, 30 Aug 2026 08:05:00 +0000", "when it leaves, not when it was written");
        let mut ids = house.texts("SELECT message_id AS t FROM letters WHERE state = 'sent'");
        ids.sort();
        assert_eq!((kasse.ids(), ids.len()), (ids.clone(), 11), "0 lost, 0 double");
    }
);

/// Promise: a batch asks as many questions whether it holds ten letters or a hundred.
#[test]
fn a_batch_asks_no_more_than_a_letter() {
    let house = House::sqlite();
    house.take("vg3_forslag");
    TILBUD.run(&house);
    rapport_oppstart::stage(&house);
    OPPSTART.run(&house);
    let queries = |limit: usize| {
        let asked = Arc::new(AtomicUsize::new(0));
        let mut db = house.db();
        let counted = asked.clone();
        let Db::Sqlite(c) = &mut db else { unreachable!() };
        diesel::Connection::set_instrumentation(
            &mut **c,
            move |event: diesel::connection::InstrumentationEvent<'_>| {
                if matches!(event, diesel::connection::InstrumentationEvent::StartQuery { .. }) {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            },
        );
        let now = "2026-01-06T08:00:00".parse().unwrap();
        let mut batch = rutine::outbox::pending(&mut db, 0, now, usize::MAX >> 1).unwrap();
        let purposes: BTreeSet<String> = batch.iter().map(|l| l.purpose.clone()).collect();
        let mut some = BTreeSet::new();
        batch.retain(|l| limit > 1 || some.insert(l.purpose.clone()));
        let mut done = Delivered::default();
        let config = rutine::config::Config::default();
        delivery::sort_out(&mut db, &mut batch, &config, now, &mut done, routine::still_due).unwrap();
        assert_eq!(done.total(), 0);
        (purposes.len(), asked.load(Ordering::Relaxed))
    };
    assert_eq!(queries(1), queries(1000));
}

both!(
    /// Promise, with real processes and a mail server: of a database restored from a copy older than the last delivery,
    /// nothing is sent or handed out a second time, whatever was run again; what never left still does, once a person says so.
    restored_from_an_older_copy, |house| {
        let kasse = Postkasse::open(&[]);
        let archive = "[fylke.46.archive]\nsink = \"arkivmelding\"\nfolder = \"arkiv\"\n";
        house.file("rutine.toml", smtp(kasse.port, "127.0.0.1", "none", "") + archive);
        let deliver = |at: &str| house.json(0, &["deliver", "--now", at]);
        let handed_out = |at: &str| house.json(0, &["archive", "hand-out", "--now", at])["handed_out"].clone();
        let answers = |house: &House| {
            house.take("forslag_svar/svar");
            Day { job: "5A119", ..CHAIN }.run(house);
        };
        house.take("forslag_svar");
        house.sql("UPDATE arkivhendelse_oppsett SET aktiv = TRUE WHERE hendelse = 'TILBUD'");
        TILBUD.run(house);
        let copy = house.back_up();
        let key = house.texts("SELECT key AS t FROM letters WHERE to_name = 'Taus Krøkle'").remove(0);
        house.out(0, &["outbox", "hold", "--key", &key, "--reason", "x"]);
        deliver("2026-07-28T06:00:00Z");
        answers(house);
        deliver("2026-08-05T09:00:00Z");
        let (offers, receipts) = (handed_out("2026-08-05T09:00:00Z"), kasse.letters().len());
        assert!(offers.as_i64() > Some(0) && receipts > 10, "{offers} {receipts}");

        house.restore(copy);
        let told = house.json(0, &["restored", "--now", "2026-08-05T10:00:00Z"]);
        assert!(told["letters"].as_i64() > Some(10) && told["documents"].as_i64() > Some(10), "{told}");
        assert_eq!(house.json(0, &["restored", "--now", "2026-08-05T10:00:01Z"])["letters"], told["letters"], "twice is once");
        assert!(house.told(0, &["check"]).contains("restored from a back-up: on hold: "), "check tells it");
        assert_eq!(deliver("2026-08-05T10:01:00Z")["sent"], 0);
        assert_eq!(handed_out("2026-08-05T10:01:00Z"), 0);

        // The witness: the server's log, by its Message-IDs. What is run again after that is held against it too.
        let log: Vec<String> = kasse.ids().iter().map(|id| format!("Jul 28 mx postfix/cleanup: message-id={id}")).collect();
        let log = house.file("maillog", log.join("\n"));
        let args = ["restored", "--sent", log.to_str().unwrap(), "--now", "2026-08-05T10:02:00Z"];
        let found = house.json(0, &args);
        assert_eq!((&found["witnessed"], found["letters"].as_i64()), (&receipts.into(), Some(1 + waiting(house))));
        assert_eq!(house.json(0, &args)["sent"], 0, "twice is once");
        answers(house);
        let done = deliver("2026-08-05T10:03:00Z");
        assert_eq!((&done["sent"], kasse.letters().len()), (&0.into(), receipts), "{done}");
        assert_eq!(handed_out("2026-08-05T10:03:00Z"), 0, "nor are the documents made anew");

        // The one that never left is let go by a person; so are those nobody could be sent, and the documents.
        house.out(4, &["restored", "--done"]);
        house.out(0, &["outbox", "release", "--state", "held", "--reason", "not in the log", "--past-deadline", "--now", "2026-08-05T10:04:00Z"]);
        for id in house.texts("SELECT document_id AS t FROM deposits WHERE state = 'held'") {
            house.out(0, &["archive", "ack", &id]);
        }
        house.out(0, &["restored", "--done", "--now", "2026-08-05T10:05:00Z"]);
        assert_eq!(deliver("2026-08-05T10:06:00Z")["sent"], 1);
        assert!(!house.told(0, &["check"]).contains("restored"));
        let mut sent = house.texts("SELECT message_id AS t FROM letters WHERE state = 'sent'");
        sent.sort();
        assert_eq!((kasse.ids(), kasse.letters().len()), (sent, receipts + 1), "0 lost, 0 double");
    }
);

/// Letters on hold that nobody could be sent when they were posted.
fn waiting(house: &House) -> i64 {
    house.count("SELECT count(*) FROM letters WHERE state = 'held' AND to_address = ''")
}

both!(
    /// Promise: the archived document of an offer says what the letter says, of the general offer and of the place: the same
    /// text but for whom it greets, the same language, the same deadline.
    the_archived_offer_says_what_the_letter_says, |house| {
        house.take("46");
        TILBUD.run(house);
        house.letters_have_left();
        house.take("46/svar");
        Day { job: "5A119", ..CHAIN }.run(house);
        Day { job: "5A120", params: &["svarfrist_skole_dager=7"], ..CHAIN }.run(house);
        let documents = house.texts("SELECT content AS t FROM deposits WHERE document_type = 'TILBUD' ORDER BY id");
        let letters = house.texts(
            "SELECT language || '|' || subject || '|' || CAST(deadline AS TEXT) || '|' || body AS t FROM letters
             WHERE purpose IN ('tilbud', 'skoletilbud') ORDER BY id",
        );
        assert!(documents.len() > 50);
        let said: BTreeSet<String> = letters.iter().map(|l| {
            let mut parts = l.splitn(4, '|');
            let [language, subject, deadline, body] = [(); 4].map(|()| parts.next().unwrap());
            let (greeting, rest) = body.split_once("\n\n").unwrap();
            assert!(greeting.starts_with("Hei, "), "{greeting}");
            let day: chrono::NaiveDate = deadline.parse().unwrap();
            format!("{language}|{subject}|{}|{rest}", rutine::domain::Malform::of(Some(language), "nb").date(day))
        }).collect();
        let kept: BTreeSet<String> = documents.iter().map(|text| {
            let d: serde_json::Value = serde_json::from_str(text).unwrap();
            let fields: Vec<(String, String)> = serde_json::from_value(d["felter"].clone()).unwrap();
            let frist = &fields.iter().find(|(label, _)| label == "Svarfrist").unwrap().1;
            let (malform, brev) = (d["malform"].as_str().unwrap(), &d["brev"]);
            assert_eq!(brev["malform"], malform);
            let (emne, tekst) = (brev["emne"].as_str().unwrap(), brev["tekst"].as_str().unwrap());
            assert!(tekst.contains(frist.as_str()), "{frist}");
            format!("{malform}|{emne}|{frist}|{tekst}")
        }).collect();
        assert_eq!(kept, said);
        let id = house.texts("SELECT document_id AS t FROM deposits WHERE document_type = 'TILBUD' ORDER BY id").remove(0);
        house.out(0, &["archive", "hand-out", "--preview", &id, "--out", "try"]);
    }
);
