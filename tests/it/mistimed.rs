//! A clock that goes wrong once: nothing is settled ahead, it is told at once, and the real day is run.

use std::path::Path;
use std::process::Output;

use crate::house::{House, project};
use crate::process::Daemon;
use crate::shifted::shift;

const DAY: i64 = 86_400;

/// Answers are taken in every hour of no clock change, each date of it.
fn daily(house: &House) {
    let shipped = std::fs::read_to_string(project().join("jobs/5A119.toml")).unwrap();
    let params = shipped[shipped.find("[params").unwrap()..].split("\n[fylke").next().unwrap();
    let head =
        "routine = \"5A119\"\nabout = \"a test\"\n[schedule]\ncron = \"0 0 * * *\"\ncatch_up = \"each\"\n";
    house.file("jobs/5A119.toml", format!("{head}\n{params}"));
    house.file("rutine.toml", "jobs = \"jobs\"\nfylker = [\"46\"]\n");
}

/// A command whose clock is so many seconds ahead.
fn at(house: &House, seconds: i64, args: &[&str]) -> Output {
    let file = house.file("shift", seconds.to_string());
    let mut command = house.command(args);
    shift(&mut command, Path::new(&file));
    command.output().unwrap()
}

fn told(house: &House, exit: i32, seconds: i64, args: &[&str]) -> String {
    let out = at(house, seconds, args);
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(exit), "{args:?}: {said}");
    said
}

/// Promise: a year ahead is refused, with the way on for whoever has been away for so long; fifty days ahead
/// may be a long absence, so they are run, and told the moment the clock is right again; they can be opened again.
#[test]
fn a_clock_that_was_ahead_once() {
    let house = House::sqlite();
    daily(&house);
    told(&house, 0, 0, &["tick"]);
    let refused = told(&house, 4, 365 * DAY, &["tick"]);
    assert!(refused.contains("--after-long"), "{refused}");
    assert!(told(&house, 5, 365 * DAY, &["check"]).contains("--after-long"));
    assert!(told(&house, 4, 365 * DAY, &["daemon"]).contains("--after-long"));
    assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    told(&house, 2, 365 * DAY, &["tick", "--after-long", "2020-01-01"]);
    // Fifty days are believed; then the clock is right again.
    told(&house, 0, 50 * DAY, &["tick"]);
    assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'done'"), 50);
    let behind = told(&house, 4, 0, &["tick"]);
    assert!(behind.contains("50 of them too early") && behind.contains("rutine reopen"), "{behind}");
    assert!(told(&house, 5, 0, &["check"]).contains("rutine reopen"));
    assert!(told(&house, 4, 0, &["daemon"]).contains("rutine reopen"));
    told(&house, 0, 0, &["reopen"]);
    assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'done'"), 50, "listed, and nothing done");
    told(&house, 0, 0, &["reopen", "--reason", "the clock was wrong"]);
    told(&house, 0, 0, &["tick"]);
    told(&house, 0, 0, &["check"]);
    assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'due'"), 50);
    told(&house, 0, DAY, &["tick"]);
    assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'done'"), 1, "each is run on its day");
}

/// Promise: who really has been away for long names today's date, and nothing is lost.
#[test]
fn a_long_absence_is_named() {
    let house = House::sqlite();
    daily(&house);
    told(&house, 0, 0, &["tick"]);
    let today = chrono::Utc::now() + chrono::TimeDelta::days(100);
    let today = today.with_timezone(&chrono_tz::Europe::Oslo).date_naive().to_string();
    told(&house, 4, 100 * DAY, &["tick"]);
    told(&house, 0, 100 * DAY, &["tick", "--after-long", &today]);
    assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'done'"), 100);
    told(&house, 0, 100 * DAY, &["tick"]);
}

/// Promise: on PostgreSQL the server's clock decides, and a host that is far from it settles nothing.
#[test]
fn a_host_far_from_its_server_settles_nothing() {
    let house = House::postgres();
    daily(&house);
    told(&house, 0, 0, &["tick"]);
    for seconds in [365 * DAY, -3 * DAY] {
        let refused = told(&house, 4, seconds, &["tick"]);
        assert!(refused.contains("the database server's"), "{refused}");
    }
    assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
    told(&house, 0, 0, &["tick"]);
}

/// Promise: an idle daemon asks the database nothing between its looks.
#[test]
fn an_idle_daemon_is_idle() {
    let house = House::postgres();
    daily(&house);
    house.file("rutine.toml", "jobs = \"jobs\"\nfylker = [\"46\"]\n[daemon]\nrescue_seconds = 1\n");
    let mut daemon = Daemon::start(&house, &["-vv"]);
    // The last question of any of its sessions; the look of each minute may come in between, but not each time.
    let last = || {
        house.texts(
            "SELECT max(query_start)::text AS t FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
    };
    daemon.wait_for_all("went round", 2);
    let quiet = (0..3).any(|_| {
        let before = last();
        daemon.wait_for_all("went round", 3);
        before == last()
    });
    assert!(quiet, "it asks on every round");
    assert_eq!(daemon.stop(), Some(0));
}

/// Promise: `why` asks the holder's lock, so a killed process is not said to run; and the actor is the system's user.
#[test]
fn a_killed_process_is_not_said_to_run() {
    let house = House::sqlite();
    house.sql(
        "INSERT INTO runs (job, routine, fylke, slot, state, created, due_at, not_before, holder, lease_until, fence) VALUES
         ('5A119', '5A119', '46', '2026-08-05', 'running', '2026-08-05 01:00:00', '2026-08-05 01:00:00',
          '2026-08-05 01:00:00', 'nobody', '2100-01-01 00:00:00', 1);
         INSERT INTO attempts (run_id, number, state, trigger, actor, holder, version, params, tally, started) VALUES
         (1, 1, 'running', 'operator', 'x', 'nobody', '1', '{}', '{}', '2026-08-05 01:00:00')",
    );
    let why = house.out(0, &["why", "1"]);
    assert!(why.contains("its process is gone") && !why.contains("running now"), "{why}");
    house.take("46");
    let mut command = house.command(&["run", "5A114", "--fylke", "46", "--asof", "2026-08-05"]);
    let out = command.env_remove("USER").env_remove("LOGNAME").env("SUDO_USER", "kari").output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let actor = house.texts("SELECT actor AS t FROM attempts WHERE run_id = 2").remove(0);
    assert!(!actor.contains("unknown") && actor.ends_with("(sudo by kari)"), "{actor}");
}
