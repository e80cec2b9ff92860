//! What happens between processes: daemons that share the work, die, freeze, lose their database, and are asked to stop.

use std::process::Stdio;
use std::sync::mpsc::channel;

use rutine::store;

use crate::house::{House, both};
use crate::process::{Daemon, wait_for_all};
use crate::shifted::shift;
use crate::wire::{Server, Wire};

/// A manifest of the job without a schedule: it has the runs that the test owes, and each is settled, however late.
fn every_run(house: &House, code: &str) {
    scheduled(house, code, "");
}

fn scheduled(house: &House, code: &str, schedule: &str) {
    let shipped = std::fs::read_to_string(crate::house::project().join(format!("jobs/{code}.toml"))).unwrap();
    let params = shipped[shipped.find("[params").unwrap()..].split("\n[fylke").next().unwrap();
    let text =
        format!("routine = \"{code}\"\nabout = \"a test\"\nattempts_max = 100\n{schedule}\n{params}\n");
    house.file(&format!("jobs/{code}.toml"), text);
}

/// Puts `count` due runs of a job in the ledger, `fylker` a date, the last date 2026-08-05.
fn owe(house: &House, job: &str, routine: &str, fylker: &[&str], dates: usize) {
    let mut rows = vec![];
    for back in 0..dates {
        let slot = chrono::NaiveDate::from_ymd_opt(2026, 8, 5).unwrap() - chrono::Days::new(back as u64);
        for fylke in fylker {
            let at = format!("{slot} 01:30:00");
            rows.push(format!("('{job}', '{routine}', '{fylke}', '{slot}', 'due', '{at}', '{at}', '{at}')"));
        }
    }
    house.sql(&format!(
        "INSERT INTO runs (job, routine, fylke, slot, state, created, due_at, not_before) VALUES {}",
        rows.join(", ")
    ));
}

const FYLKER: [&str; 15] =
    ["03", "11", "15", "18", "31", "32", "33", "34", "39", "40", "42", "46", "50", "55", "56"];

/// Each run done by just one attempt, and no two of one county at the same time.
fn once_each(house: &House, runs: i64) {
    assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'done'"), runs);
    assert_eq!(house.count("SELECT count(*) FROM attempts WHERE state = 'done'"), runs);
    assert_eq!(house.count("SELECT count(DISTINCT run_id) FROM attempts"), runs);
}

both!(
    /// Promise: several daemons share what is due, on one PostgreSQL or one SQLite file: each run once.
    daemons_share_the_work, |house| {
        every_run(house, "5A119");
        let dates = if house.is_postgres() { 40 } else { 10 };
        owe(house, "5A119", "5A119", &FYLKER, dates);
        let mut daemons: Vec<_> = (0..4).map(|_| Daemon::start(house, &["--jobs", "jobs"])).collect();
        let runs = dates * FYLKER.len();
        let (tell, lines) = channel();
        daemons.iter_mut().for_each(|d| d.tell(&tell));
        wait_for_all(&lines, " done", runs);
        for daemon in &mut daemons {
            assert_eq!(daemon.stop(), Some(0));
        }
        once_each(house, runs as i64);
    }
);

both!(
    /// Promise: SIGTERM ends a daemon with exit 0 and leaves nothing running; another goes on.
    a_daemon_that_is_asked_to_stop_leaves_nothing_running, |house| {
        every_run(house, "5A119");
        owe(house, "5A119", "5A119", &FYLKER, 4);
        let mut daemon = Daemon::start(house, &["--jobs", "jobs"]);
        daemon.wait_for(" done");
        assert_eq!(daemon.stop(), Some(0));
        assert_eq!(house.count("SELECT count(*) FROM runs WHERE state = 'running'"), 0);
        let left = house.count("SELECT count(*) FROM runs WHERE state = 'due'");
        let mut next = Daemon::start(house, &["--jobs", "jobs"]);
        next.wait_for_all(" done", usize::try_from(left).unwrap());
        assert_eq!(next.stop(), Some(0));
        once_each(house, 60);
    }
);

both!(
    /// Promise: a daemon does not start on a configuration that `check` refuses.
    a_daemon_refuses_what_check_refuses, |house| {
        house.file("jobs/5A119.toml", "routine = \"5A999\"\nabout = \"none\"\n");
        let refused = house.command(&["--jobs", "jobs", "daemon"]).stdin(Stdio::null()).output().unwrap();
        assert_eq!(refused.status.code(), Some(5));
        assert!(String::from_utf8(refused.stderr).unwrap().contains("jobs/5A119.toml:1"));
    }
);

/// A county whose applicants 5A114 has much to say of, one applicant to a transaction, and the run owed.
fn busy(house: &House, settings: &str) {
    house.take("46");
    every_run(house, "5A114");
    every_run(house, "5A115"); // the fixture has a parameter of the county's for it
    owe(house, "5A114", "5A114", &["46"], 1);
    house.file("rutine.toml", format!("jobs = \"jobs\"\nchunk_units = 1\n{settings}"));
}

/// What the run comes to when nothing happens to it.
fn undisturbed(settings: &str) -> Vec<String> {
    let house = House::sqlite();
    busy(&house, settings);
    let mut daemon = Daemon::start(&house, &[]);
    daemon.wait_for(" done");
    assert_eq!(daemon.stop(), Some(0));
    house.effects()
}

/// Another process in the middle of the run.
fn in_the_middle(house: &House) -> Daemon {
    let mut daemon = Daemon::start(house, &["-vv"]);
    daemon.wait_for_all("has settled", 20);
    daemon
}

both!(
    /// Promise: a daemon killed in the middle is replaced by one that goes on where it stopped.
    a_daemon_that_dies_is_replaced, |house| {
        busy(house, "");
        for _ in 0..3 {
            let mut daemon = in_the_middle(house);
            daemon.signal("KILL");
            daemon.end();
        }
        let mut last = Daemon::start(house, &[]);
        last.wait_for(" done");
        assert_eq!(last.stop(), Some(0));
        assert_eq!(house.effects(), undisturbed(""));
        assert_eq!(
            house.texts("SELECT state || ' ' || trigger AS t FROM attempts ORDER BY number"),
            ["lost calendar", "lost retry", "lost retry", "done retry"]
        );
    }
);

both!(
    /// Promise: what runs when the grace time is over is given back, and the next daemon goes on with it.
    a_run_is_given_back_when_the_grace_time_is_over, |house| {
        busy(house, "[daemon]\ngrace_seconds = 0\n");
        let mut daemon = in_the_middle(house);
        assert_eq!(daemon.stop(), Some(0));
        assert_eq!(house.texts("SELECT state AS t FROM runs"), ["due"]);
        assert_eq!(house.texts("SELECT state AS t FROM attempts"), ["returned"]);
        let mut next = Daemon::start(house, &[]);
        next.wait_for(" done");
        assert_eq!(next.stop(), Some(0));
        assert_eq!(house.effects(), undisturbed(""));
    }
);

/// Promise: a daemon frozen past its lease loses its run, and what it writes late is refused.
#[test]
fn a_daemon_that_was_frozen_writes_nothing_late() {
    let house = House::postgres();
    busy(&house, "lease_seconds = 1\n");
    let mut frozen = in_the_middle(&house);
    frozen.signal("STOP");
    let mut successor = Daemon::start(&house, &[]);
    successor.wait_for(" done");
    let done = house.effects();
    frozen.signal("CONT");
    // Its transaction was ended under it, or its fence has moved on: either way it says so and goes on living.
    frozen.wait_for("did not get through|was taken over");
    assert_eq!(frozen.stop(), Some(0));
    assert_eq!(successor.stop(), Some(0));
    assert_eq!(house.effects(), done);
    assert_eq!(done, undisturbed(""));
    assert_eq!(house.texts("SELECT state AS t FROM attempts ORDER BY number"), ["lost", "done"]);
}

/// Promise: the daemon outlives its database's sessions, and nothing is lost.
#[test]
fn a_daemon_outlives_its_sessions() {
    let house = House::postgres();
    busy(&house, "");
    let mut daemon = in_the_middle(&house);
    house.texts(
        "SELECT pg_terminate_backend(pid)::text AS t FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    daemon.wait_for("gets through again");
    daemon.wait_for(" done");
    assert_eq!(daemon.stop(), Some(0));
    assert_eq!(house.effects(), undisturbed(""));
}

/// Promise: a database that is out of reach for a while costs that while, and nothing else.
#[test]
fn a_daemon_outlives_its_database() {
    let house = House::postgres();
    busy(&house, "");
    let (before, database) = house.url.rsplit_once('/').unwrap();
    let (user, address) = before.rsplit_once('@').unwrap();
    let wire = Wire::to(address);
    let mut command = house.command(&["-vv", "daemon"]);
    command.env("RUTINE_DATABASE", format!("{user}@127.0.0.1:{}/{database}", wire.port));
    let mut daemon = Daemon::ready(command);
    daemon.wait_for_all("has settled", 20);
    wire.cut();
    daemon.wait_for("did not get through");
    daemon.wait_for("did not get through");
    wire.join();
    daemon.wait_for("gets through again");
    daemon.wait_for(" done");
    assert_eq!(daemon.stop(), Some(0));
    assert_eq!(house.effects(), undisturbed(""));
}

/// Promise: the server itself crashes in the middle of a run and comes back.
#[test]
fn a_daemon_outlives_a_crashed_server() {
    let mut server = Server::start();
    let house = House::on(&server.url);
    busy(&house, "");
    let mut daemon = in_the_middle(&house);
    server.crash();
    daemon.wait_for("did not get through");
    daemon.wait_for("gets through again");
    daemon.wait_for(" done");
    assert_eq!(daemon.stop(), Some(0));
    assert_eq!(house.effects(), undisturbed(""));
}

/// Promise: systemd is told when the daemon is ready, that it looks, and when it stops.
#[test]
fn systemd_is_told() {
    let house = House::sqlite();
    let path = house.dir.path().join("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    let told = |what: &str| {
        let mut text = [0; 256];
        loop {
            let n = socket.recv(&mut text).unwrap();
            if String::from_utf8_lossy(&text[..n]).contains(what) {
                return;
            }
        }
    };
    let mut command = house.command(&["daemon"]);
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "3000000");
    let mut daemon = Daemon::ready(command);
    told("READY=1");
    told("WATCHDOG=1");
    told("WATCHDOG=1");
    daemon.signal("TERM");
    told("STOPPING=1");
    assert_eq!(daemon.end().code(), Some(0));
}

/// Promise: a run deep in one long statement keeps its lease, and nobody takes it over.
#[test]
fn a_long_statement_keeps_its_lease() {
    let house = House::postgres();
    busy(&house, "lease_seconds = 1\n");
    let mut barred = house.db();
    barred.begin().unwrap();
    store::execute(&mut barred, "LOCK TABLE soker IN ACCESS EXCLUSIVE MODE", &[]).unwrap();
    let mut daemon = Daemon::start(&house, &["-vv"]);
    let mut other = Daemon::start(&house, &["-vv"]);
    let (tell, lines) = channel();
    daemon.tell(&tell);
    other.tell(&tell);
    // Six beats are two leases.
    wait_for_all(&lines, "is renewed", 6);
    barred.rollback();
    wait_for_all(&lines, " done", 1);
    assert_eq!((daemon.stop(), other.stop()), (Some(0), Some(0)));
    assert_eq!(house.texts("SELECT state AS t FROM attempts"), ["done"]);
}

/// A job that is owed each day at a time of day in Oslo, every date of it.
fn daily(house: &House, at: chrono::NaiveTime) {
    let cron = at.format("%-M %-H * * *");
    scheduled(house, "5A119", &format!("[schedule]\ncron = \"{cron}\"\ncatch_up = \"each\"\n"));
    house.file("rutine.toml", "jobs = \"jobs\"\nfylker = [\"46\"]\n[daemon]\nrescue_seconds = 1\n");
}

/// Promise: hosts whose clocks are ten minutes apart go by the server's, and owe nothing before its time.
#[test]
fn clocks_ten_minutes_apart_agree() {
    let house = House::postgres();
    let oslo = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&chrono_tz::Europe::Oslo).naive_local();
    let soon = chrono::Utc::now() + chrono::TimeDelta::minutes(5);
    daily(&house, oslo(soon).time());
    house.out(0, &["tick"]);
    // Two hours more than three days: the clocks may have changed in between.
    house.sql("UPDATE schedules SET announced_until = announced_until - interval '3 days 2 hours'");
    let daemons = ["600", "-600"].map(|seconds| {
        let file = house.file(&format!("shift{seconds}"), seconds);
        let mut command = house.command(&["-vv", "daemon"]);
        shift(&mut command, &file);
        Daemon::ready(command)
    });
    let (tell, lines) = channel();
    for mut daemon in daemons {
        daemon.tell(&tell);
        wait_for_all(&lines, "went round", 2);
        assert_eq!(daemon.stop(), Some(0));
    }
    assert_eq!(house.count("SELECT count(*) FROM runs"), 3, "the three days that are past");
    assert_eq!(
        house.count("SELECT count(*) FROM runs WHERE due_at > clock_timestamp() AT TIME ZONE 'UTC'"),
        0
    );
}

/// Promise: a clock set forward, back and forward under a daemon runs each date once.
#[test]
fn a_clock_that_jumps_runs_each_date_once() {
    let house = House::sqlite();
    daily(&house, chrono::NaiveTime::MIN);
    let shifted = |days: i64| house.file("shift", format!("{}", days * 86_400));
    let mut command = house.command(&["-vv", "daemon"]);
    shift(&mut command, &shifted(0));
    let mut daemon = Daemon::ready(command);
    daemon.wait_for("went round");
    for (days, new) in [(3, 3), (0, 0), (3, 0), (4, 1), (-2, 0), (5, 1)] {
        shifted(days);
        daemon.wait_for_all(" done", new);
        daemon.wait_for_all("went round", 2);
    }
    assert_eq!(daemon.stop(), Some(0));
    once_each(&house, 5);
}

/// Promise, at length: `cargo test -- --ignored ten_thousand`.
#[test]
#[ignore = "a minute or more"]
fn four_daemons_and_ten_thousand_runs() {
    let house = House::postgres();
    every_run(&house, "5A119");
    owe(&house, "5A119", "5A119", &FYLKER, 667);
    let mut daemons: Vec<_> = (0..4).map(|_| Daemon::start(&house, &["--jobs", "jobs"])).collect();
    let (tell, lines) = channel();
    daemons.iter_mut().for_each(|d| d.tell(&tell));
    wait_for_all(&lines, " done", 667 * FYLKER.len());
    daemons.iter_mut().for_each(|d| assert_eq!(d.stop(), Some(0)));
    once_each(&house, 667 * 15);
}

both!(
    /// Promise: `--json` is heard by a daemon too: each line of its log is a JSON document.
    a_daemons_log_as_json, |house| {
        let mut daemon = Daemon::start(house, &["--json"]);
        assert_eq!(daemon.stop(), Some(0));
        let lines: Vec<serde_json::Value> = daemon.heard.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.iter().any(|l| l["fields"]["message"].as_str().is_some_and(|m| m.contains("ready"))), "{lines:?}");
    }
);
