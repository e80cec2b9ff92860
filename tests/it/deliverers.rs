//! Who delivers, and what becomes of letters when that process is frozen or killed, or its database is away: what anybody
//! knows is told, and nobody is in anybody's way for long.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::house::{House, both};
use crate::post::{ids_that_are, lead_to, post, smtp};
use crate::postkasse::{Gate, Postkasse, Quirk};
use crate::process::Daemon;
use crate::wire::Wire;

fn states(house: &House) -> Vec<String> {
    house.texts(
        "SELECT state || ' ' || tries || ' ' || count(*) AS t FROM letters GROUP BY state, tries ORDER BY 1",
    )
}

/// Settings with a short lease, and no jobs to run.
fn short(house: &House, port: u16, more: &str) {
    let text = "jobs = \"jobs\"\nfylker = [\"46\"]\nlease_seconds = 3\n[daemon]\ngrace_seconds = 1\n";
    house.file("rutine.toml", text.to_owned() + &smtp(port, "127.0.0.1", "none", more));
    house.file(
        "jobs/5A116.toml",
        std::fs::read_to_string(crate::house::project().join("jobs/5A116.toml")).unwrap(),
    );
}

both!(
    /// Promise: a deliverer that is frozen is named by the healthy one beside it, which takes over when the
    /// lease is over. What the frozen one had in hand is unknown, and it may neither send nor settle more when it goes on.
    frozen, |house| {
        post(house, 20);
        let gate = Gate::default();
        let kasse = Postkasse::open(&[Quirk::Gate(gate.clone())]);
        short(house, kasse.port, "connections = 2");
        let mut frozen = Daemon::begun(house.command(&["deliver"]));
        kasse.wait_for(2);
        frozen.signal("STOP");
        let mut healthy = Daemon::start(house, &["-v"]);
        let who = format!("process {} on `", frozen.number());
        for what in ["gives no sign of life", "is taken over"] {
            let said = healthy.wait_for(what);
            assert!(said.contains(&who) && said.contains(", since 20"), "{said}");
        }
        kasse.behave(&[]);
        kasse.wait_for(20);
        gate.open();
        frozen.signal("CONT");
        assert_ne!(frozen.end().code(), Some(0));
        assert!(frozen.heard.iter().any(|l| l.contains("another process has taken over")), "{:?}", frozen.heard);
        assert_eq!(healthy.stop(), Some(0));
        assert_eq!(states(house), ["sent 1 18", "unknown 1 2"]);
        assert_eq!(kasse.letters().len(), 20, "none is sent twice");
    }
);

both!(
    /// Promise: the database away for a moment while letters are in hand costs that moment: what the server took is told as
    /// sent, no letter is unknown, and none is begun meanwhile.
    the_database_is_away, |house| {
        post(house, 40);
        let gate = Gate::default();
        let kasse = Postkasse::open(&[Quirk::Gate(gate.clone())]);
        lead_to(house, kasse.port, "connections = 4");
        let mut command = house.command(&["deliver"]);
        let away = Away::of(house);
        command.env("RUTINE_DATABASE", &away.url);
        let mut deliver = Daemon::begun(command);
        kasse.wait_for(4);
        let back = away.begin(house);
        gate.open();
        deliver.wait_for("the database does not answer");
        assert_eq!(kasse.letters().len(), 4, "no letter is begun");
        back();
        assert_eq!(deliver.end().code(), Some(0), "{:?}", deliver.heard);
        assert!(deliver.heard.iter().any(|l| l.contains("the database answers again")), "{:?}", deliver.heard);
        assert_eq!(states(house), ["sent 1 40"]);
        assert_eq!(kasse.ids(), ids_that_are(house, "sent"));
    }
);

both!(
    /// Promise: asked to stop while the database is away, a deliverer goes on trying for the grace time, and then says of which
    /// letters it knows what the database does not.
    asked_to_stop_while_the_database_is_away, |house| {
        post(house, 10);
        let gate = Gate::default();
        let kasse = Postkasse::open(&[Quirk::Gate(gate.clone())]);
        short(house, kasse.port, "connections = 2");
        let away = Away::of(house);
        let mut command = house.command(&["deliver"]);
        command.env("RUTINE_DATABASE", &away.url);
        let mut deliver = Daemon::begun(command);
        kasse.wait_for(2);
        let back = away.begin(house);
        gate.open();
        deliver.wait_for("the database does not answer");
        deliver.signal("TERM");
        assert_eq!(deliver.end().code(), Some(1), "{:?}", deliver.heard);
        back();
        let told = deliver.heard.iter().find(|l| l.contains("does not know what became of")).unwrap();
        let keys = house.texts("SELECT key AS t FROM letters WHERE state = 'sending'");
        assert_eq!(keys.len(), 2);
        assert!(keys.iter().all(|key| told.contains(&format!("`{key}` sent 250"))), "{told}");
    }
);

/// How a house's database goes away and comes back: a wire that is cut, or a writer that keeps the file.
struct Away {
    url: String,
    wire: Option<Wire>,
}

impl Away {
    fn of(house: &House) -> Self {
        if !house.is_postgres() {
            return Away { url: house.url.clone(), wire: None };
        }
        let (before, database) = house.url.rsplit_once('/').unwrap();
        let (user, address) = before.rsplit_once('@').unwrap();
        let wire = Wire::to(address);
        Away { url: format!("{user}@127.0.0.1:{}/{database}", wire.port), wire: Some(wire) }
    }

    /// Returns what brings it back.
    fn begin(self, house: &House) -> Box<dyn FnOnce()> {
        match self.wire {
            Some(wire) => {
                wire.cut();
                Box::new(move || wire.join())
            }
            None => {
                let mut db = house.db();
                db.begin().unwrap();
                Box::new(move || db.rollback())
            }
        }
    }
}

/// Promise: no other user of the machine can hold the lock that says who delivers: its folder and file are the owner's.
#[test]
fn locks_are_their_owners() {
    let house = House::sqlite();
    let _held = rutine::store::Holder::new(&mut house.db(), &house.url).unwrap();
    let folder = format!("{}-holders", house.url.strip_prefix("sqlite:").unwrap());
    let mode = |path: &Path| std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(Path::new(&folder)), 0o700);
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(mode(&files[0]), 0o600);
    // A folder that others may open is closed; a link to somewhere else is not followed.
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let _other = rutine::store::Holder::new(&mut house.db(), &house.url).unwrap();
    assert_eq!(mode(Path::new(&folder)), 0o700);
    let other = House::sqlite();
    let link = format!("{}-holders", other.url.strip_prefix("sqlite:").unwrap());
    symlink(house.dir.path(), &link).unwrap();
    let refused = rutine::store::Holder::new(&mut other.db(), &other.url).err().unwrap();
    assert!(format!("{refused:#}").contains("remove it"), "{refused:#}");
}

/// Promise: on PostgreSQL an advisory lock that any role may take stops no delivery.
#[test]
fn an_advisory_lock_of_somebody_elses_stops_nothing() {
    let house = House::postgres();
    post(&house, 1);
    let kasse = Postkasse::open(&[]);
    lead_to(&house, kasse.port, "");
    let mut db = house.db();
    let number = "('x' || left(encode(sha256('deliver'), 'hex'), 16))::bit(64)::bigint";
    rutine::store::execute(&mut db, &format!("SELECT pg_advisory_lock({number})"), &[]).unwrap();
    house.out(0, &["deliver"]);
    assert_eq!(states(&house), ["sent 1 1"]);
}

both!(
    /// Promise: a deliverer that was killed is in nobody's way: the next delivers at once, and says what is unknown.
    killed, |house| {
        post(house, 5);
        let kasse = Postkasse::open(&[Quirk::Gate(Gate::default())]);
        lead_to(house, kasse.port, "connections = 2");
        let mut deliver = Daemon::begun(house.command(&["deliver"]));
        kasse.wait_for(2);
        deliver.signal("KILL");
        deliver.end();
        kasse.behave(&[]);
        while house.run(&["deliver"]).status.code() == Some(4) {
            // A server frees a dead session's lock a moment after.
            assert!(house.is_postgres());
        }
        assert_eq!(states(house), ["sent 1 3", "unknown 1 2"]);
    }
);
