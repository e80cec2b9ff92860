//! The machine's fault is no unit's: a database that is full, locked, slow or gone for a moment costs an attempt, which
//! is made again; nobody is rejected for it, and no try is spent.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use rutine::config::Config;
use rutine::{manifest, run};

use crate::house::{House, both, project};
use crate::process::Daemon;
use crate::scene::unattended;

/// What PostgreSQL may answer with for a moment; more of them than `attempts_max` has tries.
const CODES: [&str; 12] = [
    "53100", "53200", "53300", "25006", "40001", "40P01", "57014", "55P03", "57P01", "08006", "58030",
    "XX000",
];

/// 5A114 as shipped, owed on 5 August, with two tries, and a county it has much to say of.
fn owed(house: &House) {
    house.take("46");
    for code in ["5A114", "5A115"] {
        let shipped = std::fs::read_to_string(project().join(format!("jobs/{code}.toml"))).unwrap();
        let params = shipped[shipped.find("[params").unwrap()..].split("\n[fylke").next().unwrap();
        let head =
            format!("routine = \"{code}\"\nabout = \"a test\"\nattempts_max = 2\nretry_minutes = [1]\n");
        house.file(&format!("jobs/{code}.toml"), format!("{head}{params}"));
    }
    house.sql(
        "INSERT INTO runs (job, routine, fylke, slot, state, created, due_at, not_before) VALUES
         ('5A114', '5A114', '46', '2026-08-05', 'due', '2026-08-05 01:00:00', '2026-08-05 01:00:00', '2026-08-05 01:00:00')",
    );
    house.file("rutine.toml", "jobs = \"jobs\"\nchunk_units = 20\n");
}

/// Settles what is due as the daemon would, on 5 August at this hour.
fn settle(house: &House, hour: usize) {
    let jobs = manifest::load(Some(&house.dir.path().join("jobs"))).unwrap();
    let config = Config { chunk_units: 20, ..Config::default() };
    unattended(house, &config, &format!("2026-08-05T{hour:02}:00:00Z"), |db, office| {
        let now = office.instant(db).unwrap();
        while run::settle_next(db, office, &jobs, now, &mut |_| {}).unwrap().is_some() {}
    });
}

fn undisturbed() -> Vec<String> {
    let house = House::sqlite();
    owed(&house);
    settle(&house, 2);
    house.effects()
}

/// Each attempt is lost, and said so; nobody is rejected; the last does all of it.
fn none_is_blamed(house: &House, lost: usize) {
    assert_eq!(house.count("SELECT count(*) FROM journal WHERE verdict = 'rejected'"), 0);
    let states = house.texts("SELECT state AS t FROM attempts ORDER BY number");
    let expected: Vec<_> = std::iter::repeat_n("lost", lost).chain(["done"]).collect();
    assert_eq!(states, expected);
    assert_eq!(house.effects(), undisturbed());
}

/// Promise: whatever PostgreSQL answers with for a moment, in whatever language, is told by its SQLSTATE.
#[test]
fn a_moments_trouble_of_the_server_blames_nobody() {
    let house = House::postgres();
    owed(&house);
    // A sequence is not rolled back: each code is answered once, to an attempt of its own.
    house.sql(&format!(
        "CREATE SEQUENCE moment;
         CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
         DECLARE n BIGINT := nextval('moment'); codes TEXT[] := '{{{}}}';
         BEGIN
           IF n <= {} THEN
             RAISE EXCEPTION 'ikke mer plass på enheten' USING ERRCODE = codes[n];
           END IF;
           RETURN NEW;
         END $$;
         CREATE TRIGGER trouble BEFORE INSERT OR UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION trouble();",
        CODES.join(","),
        CODES.len()
    ));
    for hour in 2..=2 + CODES.len() {
        settle(&house, hour);
    }
    none_is_blamed(&house, CODES.len());
}

both!(
    /// Promise: a database that is full, locked or damaged for a moment blames nobody.
    a_full_database_blames_nobody, |house| {
        owed(house);
        house.sql(if house.is_postgres() {
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN RAISE EXCEPTION ''x'' USING ERRCODE = ''53100''; END';
             CREATE TRIGGER full_disk BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION full_disk();"
        } else {
            "CREATE TRIGGER full_disk BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END;"
        });
        settle(house, 2);
        settle(house, 3);
        settle(house, 4);
        house.sql(if house.is_postgres() { "DROP TRIGGER full_disk ON journal" } else { "DROP TRIGGER full_disk" });
        settle(house, 5);
        none_is_blamed(house, 3);
    }
);

/// Promise: the trouble has a day to pass; then the run waits for a person, who is told.
#[test]
fn trouble_that_does_not_pass_waits_for_a_person() {
    let house = House::sqlite();
    owed(&house);
    house.sql("CREATE TRIGGER full_disk BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END;");
    settle(&house, 2);
    house.sql("UPDATE attempts SET started = '2026-08-04 01:59:00'");
    settle(&house, 3);
    assert_eq!(house.texts("SELECT state AS t FROM runs"), ["failed"]);
    let why = house.out(0, &["why", "1"]);
    assert!(why.contains("database or disk is full") && why.contains("rutine retry 1"), "{why}");
}

/// Promise: a statement that takes too long is the server's fault, whatever its language.
#[test]
fn a_statement_that_takes_too_long_blames_nobody() {
    let house = House::postgres();
    owed(&house);
    // Where the server speaks Norwegian, it does: only its code tells what it means.
    house.sql(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lc_messages = %L', current_database(), 'nb_NO.UTF-8');
         EXCEPTION WHEN OTHERS THEN NULL; END $$;
         CREATE SEQUENCE moment;
         CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF nextval('moment') = 5 THEN
             SET LOCAL statement_timeout = '50ms';
             PERFORM pg_cancel_backend(pg_backend_pid());
             PERFORM pg_sleep(60);
           END IF;
           RETURN NEW;
         END $$;
         CREATE TRIGGER slow BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION slow();",
    );
    settle(&house, 2);
    settle(&house, 3);
    none_is_blamed(&house, 1);
}

/// Promise: five lost sessions in one run, of a job with two tries, spend none of them.
#[test]
fn lost_sessions_spend_no_tries() {
    let house = House::postgres();
    owed(&house);
    house.file("rutine.toml", "jobs = \"jobs\"\nchunk_units = 1\n");
    // The second such loss and each after it wait as `retry_minutes` says; here they need not.
    house.sql(
        "CREATE FUNCTION at_once() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN NEW.not_before := NEW.created; RETURN NEW; END';
         CREATE TRIGGER at_once BEFORE UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION at_once();",
    );
    let mut daemon = Daemon::start(&house, &["-vv"]);
    for _ in 0..5 {
        daemon.wait_for_all("has settled", 10);
        house.texts(
            "SELECT pg_terminate_backend(pid)::text AS t FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        daemon.wait_for("was lost, its process is gone");
    }
    daemon.wait_for(" done");
    assert_eq!(daemon.stop(), Some(0));
    assert_eq!(house.count("SELECT count(*) FROM attempts WHERE state = 'lost'"), 5);
    assert_eq!(house.count("SELECT count(*) FROM journal WHERE verdict = 'rejected'"), 0);
    assert_eq!(house.effects(), undisturbed());
}

/// Promise: with too few connections the daemon is not ready, says how many it needs, and begins once it has them.
#[test]
fn too_few_connections_are_told() {
    let house = House::postgres();
    let role = format!("r_{}", uuid::Uuid::new_v4().simple());
    house.sql(&format!(
        "CREATE ROLE {role} LOGIN CONNECTION LIMIT 2; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
         GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}; GRANT ALL ON SCHEMA public TO {role};"
    ));
    let (_, place) = house.url.split_once('@').unwrap();
    let mut command = house.command(&["daemon"]);
    command.env("RUTINE_DATABASE", format!("postgres://{role}@{place}"));
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let said: Vec<_> = lines.by_ref().take_while(|l| !l.contains("the daemon is not ready")).collect();
    assert!(!said.iter().any(|l| l.contains("the daemon is ready")), "{said:?}");
    house.sql(&format!("ALTER ROLE {role} CONNECTION LIMIT 20"));
    assert!(lines.any(|l| l.contains("the daemon is ready")));
    child.kill().unwrap();
    child.wait().unwrap();
    house.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role};"));
}

/// Promise: whoever may only read, reads: asking makes no table, and what would write says what it is and what to do.
#[test]
fn a_role_that_may_only_read_reads() {
    let house = House::postgres();
    house.take("46");
    let role = format!("r_{}", uuid::Uuid::new_v4().simple());
    house.sql(&format!(
        "CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA public TO {role};
         GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};"
    ));
    let (_, place) = house.url.split_once('@').unwrap();
    let reader = House::with_url(format!("postgres://{role}@{place}"));
    for args in
        [&["runs"][..], &["outbox", "list"], &["check"], &["rapport", "runder"], &["calendar"], &["pause"]]
    {
        reader.out(0, args);
    }
    let refused = reader.err(1, &["run", "5A114", "--fylke", "46", "--asof", "2026-08-05"]);
    assert!(
        refused.contains("hint: the database does not let this user do that; grant the role"),
        "{refused}"
    );
    house.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role};"));
}

/// Promise: a command that waits for a lock says so while it waits.
#[test]
fn a_command_that_waits_says_so() {
    let house = House::postgres();
    let mut barred = house.db();
    barred.begin().unwrap();
    rutine::store::execute(&mut barred, "LOCK TABLE runs IN ACCESS EXCLUSIVE MODE", &[]).unwrap();
    let mut child = house.command(&["runs"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|l| l.contains("the database has not answered for 5 seconds")));
    barred.rollback();
    assert!(child.wait().unwrap().success());
}
