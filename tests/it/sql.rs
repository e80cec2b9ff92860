//! The long reads, whole: written out for whoever wants to try one, and understood by PostgreSQL as they stand.

use std::fs;
use std::path::Path;

use crate::house::House;
use rutine::routine::{self, vg3};
use rutine::{attempt, inspect};

/// Every long read by its name, `5A115.sokere`.
fn reads() -> Vec<(String, String)> {
    let named = |whose: &str, reads: attempt::Reads| {
        reads.iter().map(|(name, sql)| (format!("{whose}.{name}"), sql())).collect::<Vec<_>>()
    };
    let of_routines = routine::all().flat_map(|r| named(r.code, r.reads));
    let of_inspect = inspect::READS.into_iter().flat_map(|r| named("inspect", r));
    of_routines.chain(of_inspect).chain(named("vg3", vg3::BILDER)).collect()
}

/// Promise: `target/sql` holds every long read, its pieces put in, as a statement that `psql` prepares as it is; PostgreSQL knows each
/// table and column in it, and none has a piece left over.
#[test]
fn whole_texts() {
    let house = House::postgres();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("sql");
    fs::create_dir_all(&folder).unwrap();
    let reads = reads();
    assert!(reads.len() > 20);
    for (name, sql) in reads {
        assert!(!sql.contains(['{', '}']), "{name} has a piece left over");
        let prepared = format!("PREPARE \"{name}\" AS\n{};\n", sql.trim_end());
        fs::write(folder.join(format!("{name}.sql")), &prepared).unwrap();
        house.sql(&prepared);
    }
}
