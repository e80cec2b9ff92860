//! What holds persons is its owner's alone: `check` tells what is not.

use std::os::unix::fs::PermissionsExt;

use crate::house::{House, both, unfolded};

fn set(house: &House, name: &str, mode: u32) {
    let path = house.dir.path().join(name);
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

fn exposed(house: &House) -> Vec<String> {
    let found = house.json(0, &["check"])["exposed"].clone();
    let told = |e: &serde_json::Value| {
        format!(
            "{} {} {}",
            e["what"].as_str().unwrap(),
            e["mode"].as_str().unwrap(),
            e["chmod"].as_str().unwrap()
        )
    };
    found.as_array().unwrap().iter().map(told).collect()
}

both!(
    /// Promise: `check` tells of folders of letters and of the archive that anybody can get at, with what to type; a group may have
    /// the archive's. It is no fault.
    folders_that_anybody_can_read, |house| {
        house.file("rutine.toml", "[daemon]\nletters = \"brev\"\n[archive]\nsink = \"arkivmelding\"\nfolder = \"arkiv\"\n");
        for folder in ["brev", "arkiv"] {
            std::fs::create_dir(house.dir.path().join(folder)).unwrap();
        }
        set(house, "brev", 0o700);
        set(house, "arkiv", 0o770);
        assert!(exposed(house).is_empty(), "{:?}", exposed(house));
        set(house, "brev", 0o755);
        set(house, "arkiv", 0o773);
        assert_eq!(exposed(house), ["the folder of letters 755 o-rwx", "the archive's folder 773 o-rwx"]);
        let said = house.told(0, &["check"]);
        assert!(unfolded(&said).contains("exposed: others can read the folder of letters, which holds persons (mode 755): `chmod o-rwx brev`"), "{said}");
    }
);

/// Promise: and of a database file, its log, its folder and its folder of locks.
#[test]
fn a_database_that_others_can_read_or_write() {
    let house = House::sqlite();
    set(&house, "rutine.db", 0o600);
    set(&house, ".", 0o700);
    assert!(exposed(&house).is_empty(), "{:?}", exposed(&house));
    std::fs::create_dir(house.dir.path().join("rutine.db-holders")).unwrap();
    for (name, mode, told) in [
        ("rutine.db", 0o666, "the database 666 go-rwx"),
        ("rutine.db", 0o604, "the database 604 go-rwx"),
        ("rutine.db", 0o620, "the database 620 go-rwx"),
        ("rutine.db-holders", 0o777, "the folder of locks 777 go-rwx"),
        (".", 0o777, "the database's folder 777 go-w"),
    ] {
        let right = if name == "rutine.db" { 0o600 } else { 0o700 };
        set(&house, "rutine.db-holders", 0o700);
        set(&house, name, mode);
        assert_eq!(exposed(&house), [told]);
        assert!(unfolded(&house.told(0, &["check"])).contains("which holds persons"));
        set(&house, name, right);
    }
    set(&house, ".", 0o1777);
    assert!(exposed(&house).is_empty(), "nobody else can exchange a file there");
}

/// Promise: whatever the umask, what we make is the owner's alone.
#[test]
fn what_we_make_is_our_owners_alone() {
    let house = House::with_url("sqlite:ny.db".into());
    let sh = |line: &str| {
        let mut c = std::process::Command::new("sh");
        c.args(["-c", &format!("umask 000; {line}")])
            .current_dir(house.dir.path())
            .env_remove("RUTINE_CONFIG");
        c.env("RUTINE_DATABASE", &house.url).env("R", env!("CARGO_BIN_EXE_rutine"));
        assert!(c.output().unwrap().status.success(), "{line}");
    };
    house.file("person.csv", "fodselsnummer;fornavn;etternavn\n1;Vakker;Blomst\n");
    sh("$R migrate; $R intake person.csv --rejects feil; $R tick; true");
    let mode =
        |name: &str| std::fs::metadata(house.dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    let made = ["ny.db", "feil", "feil/person.rejected.csv", "ny.db-holders"].map(mode);
    assert_eq!(made, [0o600, 0o700, 0o600, 0o700]);
}
