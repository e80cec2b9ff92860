//! The year in advance, on a copy.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rutine::store::{Holder, is_gone};

use crate::house::{House, both};
use crate::process::signal;

/// Promise: a year is tried out day by day, by the daemon's own engine, the same on both backends, and nothing is left of it.
#[test]
fn a_year_in_advance() {
    let told = [House::sqlite(), House::postgres()].map(|house| {
        house.take("46");
        house.take("11");
        house.file("rutine.toml", "fylker = [\"11\", \"46\", \"55\"]\n");
        let before = house.effects();
        // Of Troms nothing has been taken in.
        let days = house.json(1, &["simulate", "--from", "2026-01-01", "--to", "2026-12-31"]);
        assert_eq!(house.effects(), before);
        assert_eq!(house.count("SELECT count(*) FROM runs"), 0);
        days
    });
    assert_eq!(told[0], told[1]);
    let days = told[0]["days"].as_array().unwrap();
    let extract = &days[0];
    assert_eq!((extract["date"].as_str(), extract["job"].as_str()), (Some("2026-01-06"), Some("AR-UTTREKK")));
    let offers = days.iter().find(|d| d["job"] == "5A115").unwrap();
    assert_eq!(offers["date"], "2026-07-28");
    assert_eq!(offers["fylker"].as_array().unwrap().len(), 3);
    assert!(offers["letters"].as_u64().unwrap() > 100);
    // In the rehearsal the letters leave: whoever does not answer is struck the day after the deadline, and told.
    for (date, fylke, letters) in [("2026-08-05", "46", 100), ("2026-09-02", "11", 30)] {
        let struck = days.iter().find(|d| d["date"] == date && d["job"] == "5A114").unwrap();
        assert!(struck["fylker"].as_array().unwrap().contains(&fylke.into()), "{struck}");
        assert!(
            struck["acted"].as_u64().unwrap() > letters && struck["letters"].as_u64().unwrap() > letters,
            "{struck}"
        );
    }
    let last = days.last().unwrap()["date"].as_str().unwrap();
    assert_eq!(last, "2026-11-30", "Troms places applicants the longest");
}

both!(
    /// Promise: what would fail on the day is counted as failed in advance, what waits behind it as held up, and it is no success:
    /// the same counties that the tick fails and leaves waiting, where nothing has been taken in for all but one.
    what_would_fail_is_told_as_failed, |house| {
        house.take("46");
        house.file("rutine.toml", "fylker = [\"03\", \"11\", \"46\"]\n");
        let day = "2026-01-06";
        let told = house.json(1, &["simulate", "--from", day, "--to", day, "--now", "2026-01-05T12:00:00Z"]);
        let table = house.out(1, &["simulate", "--from", day, "--to", day, "--now", "2026-01-05T12:00:00Z"]);
        house.out(0, &["tick", "--now", "2026-01-05T12:00:00Z"]);
        house.out(1, &["tick", "--now", "2026-01-06T22:00:00Z"]);
        for (job, key, state) in [("AR-UTTREKK", "nobody", "failed"), ("AR-OPPSTART", "held_up", "due")] {
            let one = told["days"].as_array().unwrap().iter().find(|d| d["job"] == job).unwrap();
            assert_eq!(one[key], serde_json::json!(["03", "11"]), "{one}");
            let runs = format!("SELECT count(*) FROM runs WHERE job = '{job}' AND state = '{state}'");
            assert_eq!(house.count(&runs), 2, "{job}");
        }
        assert!(table.contains("AR-UTTREKK fails in fylke 03, 11. Nothing has been taken in"), "{table}");
        assert!(table.contains("AR-OPPSTART is held up in fylke 03, 11: a run before it failed"), "{table}");
    }
);

/// A simulation under way that lets everybody read what it makes, as far as that is up to the shell, and its folder.
fn under_way(house: &House) -> (Child, PathBuf) {
    let mut command = std::process::Command::new("sh");
    let simulate = house.command(&["simulate", "--from", "2026-01-01", "--to", "2028-12-31"]);
    command
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(simulate.get_program())
        .args(simulate.get_args());
    let envs = simulate.get_envs().filter_map(|(k, v)| Some((k, v?)));
    command.envs(envs).env("XDG_STATE_HOME", house.dir.path()).env_remove("STATE_DIRECTORY");
    let child = command.current_dir(house.dir.path()).stdout(Stdio::null()).spawn().unwrap();
    (child, copy_of(house))
}

/// The folder that a simulation copies the database to, once the copy is there.
fn copy_of(house: &House) -> PathBuf {
    let began = Instant::now();
    loop {
        if let Some(folder) = scratches(house.dir.path()).into_iter().find(|f| f.join("copy.db").exists()) {
            return folder;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "no copy was made");
        std::thread::yield_now();
    }
}

/// The folders of copies, beside the database or in the user's state folder.
fn scratches(within: &Path) -> Vec<PathBuf> {
    let places = [within.to_owned(), within.join("rutine")];
    let entries =
        places.iter().flat_map(|p| fs::read_dir(p).into_iter().flatten().flatten()).map(|e| e.path());
    entries.filter(|p| p.file_name().unwrap().to_string_lossy().starts_with(".rutine-scratch-")).collect()
}

both!(
    /// Promise: the copy that a simulation works on is out of others' reach, and gone however the simulation ends: at a signal
    /// at once, after a kill when the next one comes.
    no_copy_is_left_behind, |house| {
        house.take("46");
        for (name, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
            let (mut child, folder) = under_way(house);
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
            signal(&child, name);
            assert_eq!(child.wait().unwrap().code(), Some(code));
            assert_eq!(scratches(house.dir.path()), Vec::<PathBuf>::new(), "{name}");
        }
        let (mut child, killed) = under_way(house);
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(scratches(house.dir.path()), [killed]);
        let mut next = house.command(&["simulate", "--from", "2026-01-01", "--to", "2026-01-01"]);
        assert!(next.env("XDG_STATE_HOME", house.dir.path()).output().unwrap().status.success());
        assert_eq!(scratches(house.dir.path()), Vec::<PathBuf>::new());
    }
);

/// Promise: the files of killed processes beside an SQLite database go when the next process comes; those of the living stay.
#[test]
fn what_the_dead_held_is_swept() {
    let house = House::sqlite();
    let database = house.url.strip_prefix("sqlite:").unwrap();
    let dead = format!("{database}-holders/0123456789abcdef0123456789abcdef");
    let held = || Holder::new(&mut house.db(), &house.url).unwrap();
    let living = held();
    fs::write(&dead, "").unwrap();
    let next = held();
    assert!(!Path::new(&dead).exists());
    for holder in [&living, &next] {
        assert!(!is_gone(&mut house.db(), &house.url, &holder.id).unwrap());
    }
}
