//! The archive's queue: handed out once while its lease lasts, acknowledged, tried again, a person's in the end.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::house::{House, both};
use crate::process::Daemon;
use crate::scene::Day;

pub const DAY: Day =
    Day { job: "5A115", fylke: "46", asof: "2026-07-28", at: "2026-07-28T06:00:00Z", params: &[] };

/// Documents that the day makes of the first applicants of the fixture `vg3_forslag`; the others have withdrawn.
const DOCUMENTS: usize = 8;

/// The settings, and a day's documents waiting.
pub fn stage(house: &House, sink: &str) {
    house.file("rutine.toml", format!("[fylke.46.archive]\nsink = \"{sink}\"\nfolder = \"arkiv\"\n"));
    house.take("vg3_forslag");
    house.sql("UPDATE soker SET aktiv = FALSE WHERE id > (SELECT min(id) FROM soker) + 24");
    DAY.run(house);
}

/// Hands out at an instant of the day; returns how many.
fn hand_out(house: &House, at: &str) -> u64 {
    house.json(0, &["archive", "hand-out", "--now", at])["handed_out"].as_u64().unwrap()
}

fn deposits(house: &House) -> Vec<serde_json::Value> {
    house.json(0, &["archive"])["deposits"].as_array().unwrap().clone()
}

fn ids(house: &House) -> Vec<String> {
    deposits(house).iter().map(|d| d["document_id"].as_str().unwrap().to_owned()).collect()
}

fn state(house: &House, id: &str) -> String {
    house.texts(&format!("SELECT state AS t FROM deposits WHERE document_id = '{id}'")).concat()
}

/// Everything below a folder: path and bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut todo) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else {
            found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

fn arkiv(house: &House) -> PathBuf {
    house.dir.path().join("arkiv")
}

both!(
    /// Promise: one document whose place is taken fails alone, and a county whose folder cannot be written holds no other up;
    /// of what is handed out, only the types named.
    one_bad_place_stops_nobody, |house| {
        stage(house, "vigo");
        let settings = fs::read_to_string(house.dir.path().join("rutine.toml")).unwrap();
        house.file("a-file", "");
        house.file("rutine.toml", format!("{settings}[fylke.11.archive]\nsink = \"vigo\"\nfolder = \"a-file\"\n"));
        let first = ids(house).remove(0);
        let said = house.err(2, &["archive", "hand-out", "--fylke", "46", "--type", "TULL"]);
        assert!(said.contains("no event makes `TULL`; there are AR_SVAR, OPPMELDING, SVAR, TILBUD"), "{said}");
        house.file("other.toml", "[fylke.46.archive]\nsink = \"vigo\"\nfolder = \"arkiv\"\ntypes = [\"TILBOD\"]\n");
        let told = house.told(5, &["check", "--config", "other.toml"]);
        assert!(told.contains("other.toml:4: `fylke.46.archive.types`: no event makes `TILBOD`"), "{told}");
        fs::create_dir_all(arkiv(house).join("46").join(format!("{first}.json/x"))).unwrap();
        assert_eq!(house.json(0, &["archive", "hand-out", "--fylke", "46", "--type", "SVAR", "--now", DAY.at])["handed_out"], 0);
        house.err(1, &["archive", "hand-out", "--now", DAY.at]);
        assert_eq!(state(house, &first), "failed");
        assert_eq!(house.count("SELECT count(*) FROM deposits WHERE state = 'handed_out'"), DOCUMENTS as i64 - 1);
    }
);

both!(
    /// Promise: a county's day goes out whole: each document in a folder of its own, for its owner alone, with the digest
    /// that the database has; a second hand-out finds nothing; a county without the events has no documents at all.
    a_county_in_miniature,
    |house| {
        house.file("rutine.toml", "[archive]\nsink = \"arkivmelding\"\nfolder = \"arkiv\"\n");
        for nr in ["46", "11"] {
            house.take(nr);
            Day { fylke: nr, ..DAY }.run(house);
        }
        let waiting = house.count("SELECT count(*) FROM deposits WHERE fylke = '46'");
        assert!(waiting > 50, "{waiting}");
        assert_eq!(house.count("SELECT count(*) FROM deposits WHERE fylke = '11'"), 0);
        assert_eq!(hand_out(house, "2026-07-28T07:00:00Z"), waiting.unsigned_abs());
        assert_eq!(hand_out(house, "2026-07-28T07:00:01Z"), 0);
        for d in deposits(house) {
            let (id, sha256) = (d["document_id"].as_str().unwrap(), d["sha256"].as_str().unwrap());
            let folder = arkiv(house).join("46").join(id);
            let xml = fs::read_to_string(folder.join("arkivmelding.xml")).unwrap();
            let pdf = folder.join(format!("{id}.pdf"));
            assert!(xml.contains(&format!("<sjekksum>{sha256}</sjekksum>")));
            let length = fs::metadata(&pdf).unwrap().len();
            assert!(xml.contains(&format!("<filstoerrelse>{length}</filstoerrelse>")));
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&pdf)), (0o700, 0o600));
            assert_eq!((&d["state"], &d["tries"]), (&"handed_out".into(), &1.into()));
        }
        assert_eq!(tree(&arkiv(house)).len() as i64, 2 * waiting, "nothing but packages");
        assert_eq!(house.count("SELECT count(*) FROM deposits WHERE content LIKE '%fodselsnummer%'"), 0);
    }
);

both!(
    /// Promise: acknowledged is archived, with the archive's reference; told twice, or after the lease has run out, it is
    /// a success all the same; what was never handed out cannot be acknowledged.
    acknowledged,
    |house| {
        stage(house, "arkivmelding");
        let ids = ids(house);
        house.err(4, &["archive", "ack", &ids[0]]);
        house.err(2, &["archive", "ack", "../etc"]);
        assert_eq!(hand_out(house, "2026-07-28T07:00:00Z"), DOCUMENTS as u64);
        house.out(0, &["archive", "ack", &ids[0], "--reference", "2026/17-1"]);
        let again = house.out(0, &["archive", "ack", &ids[0]]);
        assert!(again.contains("archived, as before"), "{again}");
        house.out(0, &["archive", "ack", &ids[1], "--now", "2026-07-29T07:00:00Z"]);
        let archived = house.json(0, &["archive", "list", "--state", "archived"]);
        let references: Vec<_> =
            archived["deposits"].as_array().unwrap().iter().map(|d| &d["reference"]).collect();
        assert_eq!(references, [&serde_json::json!("2026/17-1"), &serde_json::Value::Null]);
        house.err(4, &["archive", "ack", &ids[0], "--declined", "no"]);
        assert_eq!(hand_out(house, "2026-07-30T07:00:00Z"), DOCUMENTS as u64 - 2);
    }
);

both!(
    /// Promise: nobody acknowledged: handed out again when the lease has run out, and not before, the same bytes;
    /// what a killed process left unfinished is cleared away.
    lease_over,
    |house| {
        stage(house, "arkivmelding");
        assert_eq!(hand_out(house, "2026-07-28T07:00:00Z"), DOCUMENTS as u64);
        let first = tree(&arkiv(house));
        // As a process that was killed amid its writing would leave it.
        let id = &ids(house)[0];
        house.file(&format!("arkiv/46/.{id}-x1y2z3/arkivmelding.xml"), "half");
        fs::remove_file(arkiv(house).join(format!("46/{id}/arkivmelding.xml"))).unwrap();
        assert_eq!(hand_out(house, "2026-07-28T07:59:59Z"), 0);
        assert_eq!(hand_out(house, "2026-07-28T08:00:00Z"), DOCUMENTS as u64);
        assert_eq!(tree(&arkiv(house)), first);
        assert_eq!(house.count("SELECT count(*) FROM deposits WHERE tries = 2"), DOCUMENTS as i64);
    }
);

both!(
    /// Promise: at most N, the oldest first.
    at_most,
    |house| {
        stage(house, "vigo");
        let args = ["archive", "hand-out", "--fylke", "46", "--max", "3", "--now", "2026-07-28T07:00:00Z"];
        assert_eq!(house.json(0, &args)["handed_out"], 3);
        let handed_out = |d: &serde_json::Value| d["state"] == "handed_out";
        assert_eq!(
            deposits(house).iter().map(handed_out).collect::<Vec<_>>(),
            [true, true, true, false, false, false, false, false]
        );
    }
);

both!(
    /// Promise: declined is never handed out again by itself; a person may, and the reason is kept with the name.
    declined,
    |house| {
        stage(house, "arkivmelding");
        hand_out(house, "2026-07-28T07:00:00Z");
        let id = &ids(house)[0];
        house.out(0, &["archive", "ack", id, "--declined", "two cases match"]);
        assert_eq!(hand_out(house, "2027-07-28T07:00:00Z"), DOCUMENTS as u64 - 1);
        assert_eq!(state(house, id), "declined");
        house.err(2, &["archive", "retry", id]);
        let mut retry = house.command(&["archive", "retry", id, "--reason", "the case is merged"]);
        assert!(retry.env("RUTINE_ACTOR", "kari").output().unwrap().status.success());
        assert_eq!(state(house, id), "pending");
        house.err(4, &["archive", "retry", id, "--reason", "again"]);
        let shown = house.out(0, &["archive", "show", id]);
        assert!(shown.contains("kari: declined -> pending, the case is merged"), "{shown}");
        assert!(shown.contains("Svarfrist: 4. august 2026"), "{shown}");
        assert_eq!(hand_out(house, "2027-07-28T07:00:00Z"), 1);
    }
);

both!(
    /// Promise: failed is tried again after 15, 60, 240, 3600 and 3600 minutes, then it is a person's; and a person's
    /// retry begins the ladder anew.
    the_ladder,
    |house| {
        stage(house, "arkivmelding");
        house.sql("DELETE FROM deposits WHERE id > 1");
        let id = ids(house)[0].clone();
        let mut at = "2026-08-01T06:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let fail = |at: chrono::DateTime<chrono::Utc>| {
            house.out(0, &["archive", "ack", &id, "--failed", "down", "--now", &at.to_rfc3339()])
        };
        for minutes in [15, 60, 240, 3600, 3600] {
            assert_eq!(hand_out(house, &at.to_rfc3339()), 1);
            fail(at);
            assert_eq!(state(house, &id), "failed");
            at += chrono::TimeDelta::minutes(minutes);
            assert_eq!(hand_out(house, &(at - chrono::TimeDelta::seconds(1)).to_rfc3339()), 0, "{minutes}");
        }
        assert_eq!(hand_out(house, &at.to_rfc3339()), 1);
        let said = fail(at);
        assert!(said.contains("a person decides"), "{said}");
        assert_eq!(state(house, &id), "given_up");
        at += chrono::TimeDelta::days(400);
        assert_eq!(hand_out(house, &at.to_rfc3339()), 0);
        house.err(2, &["archive", "retry", "--reason", "all of them"]);
        let moved = house.json(0, &["archive", "retry", "--state", "given_up", "--reason", "mended"]);
        assert_eq!(moved["deposits"], 1);
        assert_eq!(hand_out(house, &at.to_rfc3339()), 1);
        fail(at);
        assert_eq!(state(house, &id), "failed", "the ladder begins anew");
    }
);

/// Promise: killed after the claim, after each package and after each note, every document is handed out in the end,
/// each once in its place, the same bytes as if nothing had happened, and nothing unfinished is left.
fn killed_at_each_point(fresh: impl Fn() -> House) {
    let whole = fresh();
    stage(&whole, "arkivmelding");
    hand_out(&whole, "2026-07-28T07:00:00Z");
    let expected = tree(&arkiv(&whole));
    for step in [1, 2, 3, 6, 2 * DOCUMENTS, 2 * DOCUMENTS + 1] {
        let house = fresh();
        stage(&house, "arkivmelding");
        let died = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "arkiv::the_process_that_is_killed", "--nocapture"])
            .env("RUTINE_TEST_ARKIV", &house.url)
            .env("RUTINE_TEST_ARKIV_FOLDER", arkiv(&house))
            .env("RUTINE_TEST_ARKIV_STEP", step.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(!died.success(), "step {step}");
        for package in fs::read_dir(arkiv(&house).join("46")).into_iter().flatten() {
            let id = package.unwrap().file_name().into_string().unwrap();
            let noted =
                format!("SELECT count(*) FROM deposits WHERE document_id = '{id}' AND length(sha256) = 64");
            assert!(
                id.starts_with('.') || house.count(&noted) == 1,
                "step {step}: {id} lies there without its digest"
            );
        }
        assert_eq!(hand_out(&house, "2026-07-28T07:30:00Z"), 0, "step {step}: its lease lasts");
        assert_eq!(hand_out(&house, "2026-07-28T08:00:00Z"), DOCUMENTS as u64, "step {step}");
        assert_eq!(tree(&arkiv(&house)), expected, "step {step}");
        assert_eq!(house.count("SELECT count(*) FROM deposits WHERE sha256 IS NULL"), 0);
    }
}

#[test]
fn killed_sqlite() {
    killed_at_each_point(House::sqlite);
}

#[test]
fn killed_postgres() {
    killed_at_each_point(House::postgres);
}

/// Not a test of its own: what `killed_at_each_point` starts. Without its order it does nothing.
#[test]
fn the_process_that_is_killed() {
    let Ok(url) = std::env::var("RUTINE_TEST_ARKIV") else { return };
    let folder = PathBuf::from(std::env::var("RUTINE_TEST_ARKIV_FOLDER").unwrap());
    let mut left: usize = std::env::var("RUTINE_TEST_ARKIV_STEP").unwrap().parse().unwrap();
    let archive = rutine::config::archive::Archive {
        sink: rutine::config::archive::Sink::Arkivmelding,
        folder: Some(folder),
        ..Default::default()
    };
    let mut db = rutine::store::open(&url).unwrap();
    let now = "2026-07-28T07:00:00".parse().unwrap();
    rutine::delivery::hand_out(&mut db, "46", &archive, i64::MAX, now, &mut |_| {
        left -= 1;
        if left == 0 {
            std::process::abort();
        }
    })
    .unwrap();
}

both!(
    /// Promise: processes that hand out at once share the work: none is handed out twice.
    at_once,
    |house| {
        house.file("rutine.toml", "[fylke.46.archive]\nsink = \"vigo\"\nfolder = \"arkiv\"\n");
        house.take("46");
        DAY.run(house);
        let waiting = house.count("SELECT count(*) FROM deposits").unsigned_abs();
        let start = |_| {
            let args = ["archive", "hand-out", "--json", "--now", "2026-07-28T07:00:00Z"];
            house.command(&args).stdout(Stdio::piped()).spawn().unwrap()
        };
        let all: Vec<_> = (0..3).map(start).collect();
        let count = |c: std::process::Child| {
            let o = c.wait_with_output().unwrap();
            assert!(o.status.success());
            serde_json::from_slice::<serde_json::Value>(&o.stdout).unwrap()["handed_out"].as_u64().unwrap()
        };
        assert_eq!(all.into_iter().map(count).sum::<u64>(), waiting);
        assert_eq!(house.count("SELECT count(*) FROM deposits WHERE tries <> 1 OR sha256 IS NULL"), 0);
        assert_eq!(tree(&arkiv(house)).len() as u64, waiting);
    }
);

both!(
    /// Promise: a folder that cannot be written costs no document anything: all wait as they did.
    a_folder_that_is_none,
    |house| {
        stage(house, "arkivmelding");
        house.file("arkiv", "in the way");
        let said = house.err(1, &["archive", "hand-out"]);
        assert!(said.contains("cannot make the archive's folder `arkiv`"), "{said}");
        assert_eq!(
            house.count("SELECT count(*) FROM deposits WHERE state = 'pending' AND tries = 0"),
            DOCUMENTS as i64
        );
    }
);

both!(
    /// Promise: a document that no file can be made of fails alone, and says why without a word of what it holds.
    a_document_that_is_none,
    |house| {
        stage(house, "arkivmelding");
        house.sql("UPDATE deposits SET content = '{\"malform\": \"Hemmelig Furu' WHERE id = 1");
        let o = house.json(3, &["archive", "hand-out"]);
        assert_eq!((&o["handed_out"], &o["failed"]), (&(DOCUMENTS - 1).into(), &1.into()));
        let d = deposits(house)[0].clone();
        assert_eq!(d["state"], "failed");
        let why = d["detail"].as_str().unwrap();
        assert!(why.starts_with("no file could be made: ") && !why.contains("Furu"), "{why}");
    }
);

both!(
    /// Promise: a county without a sink keeps its documents; asked for by name, that is refused; a preview can be made of
    /// every document nonetheless, and changes nothing.
    without_a_sink,
    |house| {
        house.take("vg3_forslag");
        DAY.run(house);
        let said = house.out(0, &["archive", "hand-out"]);
        assert!(said.starts_with("no county has a sink"), "{said}");
        house.err(4, &["archive", "hand-out", "--fylke", "46"]);
        let before = deposits(house);
        let id = ids(house)[0].clone();
        house.out(0, &["archive", "hand-out", "--preview", &id, "--out", "prove"]);
        house.out(0, &["archive", "hand-out", "--preview", &id, "--out", "prove", "--sink", "vigo"]);
        house.err(2, &["archive", "hand-out", "--preview", "../../x", "--out", "prove"]);
        assert_eq!(tree(&house.dir.path().join("prove")).len(), 3);
        assert_eq!(deposits(house), before);
    }
);

both!(
    /// Promise: `tick` and the daemon hand out by themselves.
    by_itself,
    |house| {
        stage(house, "vigo");
        let ticked = house.json(0, &["tick", "--now", "2026-07-28T05:00:00Z"]);
        assert_eq!(ticked["handed_out"], DOCUMENTS);
        house.sql("UPDATE deposits SET state = 'pending', lease_until = NULL");
        let mut daemon = Daemon::start(house, &["--now", "2026-07-28T06:00:00Z"]);
        daemon.wait_for("8 documents handed out");
        assert_eq!(daemon.stop(), Some(0));
    }
);

/// Promise: settings of the archive are told with file and line, each fault once; a sink must have a folder.
#[test]
fn settings_that_are_wrong() {
    let house = House::sqlite();
    house.file(
        "rutine.toml",
        "[archive]\nsink = \"vigo\"\nlease_minutes = 0\nhjemmel = \"\"\n[fylke.11.archive]\nsink = \"arkiv\"\n\
         retry_minutes = []\nmappe = \"x\"\n[fylke.46.archive]\nunntatt_kode = \"a\\nb\"\n",
    );
    insta::assert_snapshot!(house.told(5, &["check"]));
}

/// Promise: what one process is claiming, another passes by without waiting.
#[test]
fn passed_by_while_it_is_claimed() {
    use rutine::outbox::deposits::{Claim, claim};
    let house = House::postgres();
    stage(&house, "arkivmelding");
    let (now, lease_until) = ("2026-07-28T07:00:00".parse().unwrap(), "2026-07-28T08:00:00".parse().unwrap());
    let three = Claim { fylke: "46", types: &[], limit: 3, now, lease_until, handed_to: "test" };
    let (mut one, mut other) = (house.db(), house.db());
    rutine::store::execute(&mut other, "SET lock_timeout = '2s'", &[]).unwrap();
    one.begin().unwrap();
    let first = claim(&mut one, &three).unwrap();
    let second = claim(&mut other, &Claim { limit: 100, ..three }).unwrap();
    one.commit().unwrap();
    assert_eq!((first.len(), second.len()), (3, DOCUMENTS - 3));
}
