//! A database of an earlier program, with a year of runs in it, is migrated: what was decided stands, and which codes changed is told.

use crate::house::{House, both, project};
use crate::scene::Day;

/// The migrations that commit 01aaacc had.
const DENS: [&str; 6] = [
    "2026-11-24-000001_kodeverk",
    "2026-11-24-000002_fag",
    "2026-11-24-000003_maskineri",
    "2026-11-24-000004_koder",
    "2026-11-25-000005_kalender",
    "2026-11-27-000006_rapportering",
];

fn dump() -> String {
    let sql = std::fs::read_to_string(project().join("fixtures/oppgradering/01aaacc.sql")).unwrap();
    format!("PRAGMA foreign_keys = OFF;\n{sql}")
}

/// The house as that program left it.
fn gammelt(house: &House) {
    match house.url.strip_prefix("sqlite:") {
        Some(path) => {
            for end in ["", "-wal", "-shm"] {
                std::fs::remove_file(format!("{path}{end}")).ok();
            }
            house.sql(&dump());
        }
        None => gammelt_postgres(house),
    }
}

/// The tables by that program's own migrations, the rows out of the dump read by SQLite.
fn gammelt_postgres(house: &House) {
    let up = |name: &&str| {
        std::fs::read_to_string(project().join("migrations").join(name).join("up.sql")).unwrap()
    };
    let tables: String = DENS.iter().map(up).collect();
    house.sql(&format!(
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public; {tables}
         CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);"
    ));
    for name in DENS {
        house.sql(&format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{name}')"));
    }
    let columns = house.texts(
        "SELECT table_name || '|' || string_agg(column_name || ' ' || data_type, ',' ORDER BY ordinal_position) AS t
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' GROUP BY table_name ORDER BY 1",
    );
    let dir = tempfile::tempdir().unwrap();
    let kilde = House::with_url(format!("sqlite:{}", dir.path().join("old.db").display()));
    kilde.sql(&dump());
    let mut sql = String::from("SET session_replication_role = replica;\n");
    for (table, columns) in columns.iter().filter_map(|c| c.split_once('|')) {
        sql += &format!("DELETE FROM {table};\n");
        let columns: Vec<(&str, &str)> = columns.split(',').filter_map(|c| c.split_once(' ')).collect();
        rader(&kilde, table, &columns).iter().for_each(|rad| sql += rad);
        if columns.iter().any(|(name, of)| *name == "id" && *of == "bigint") {
            sql += &format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'), GREATEST((SELECT max(id) FROM {table}), 1));\n"
            );
        }
    }
    house.sql(&sql);
}

/// A table's rows as PostgreSQL takes them in.
fn rader(kilde: &House, table: &str, columns: &[(&str, &str)]) -> Vec<String> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let value = |(name, of): &(&str, &str)| match *of {
        "boolean" => format!("CASE WHEN {name} IS NULL THEN 'NULL' WHEN {name} THEN 'TRUE' ELSE 'FALSE' END"),
        _ => format!("quote({name})"),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let select = format!("SELECT {} AS t FROM {table}", values.join(" || ', ' || "));
    let insert = |v: &String| format!("INSERT INTO {table} ({}) VALUES ({v});\n", names.join(", "));
    kilde.texts(&select).iter().map(insert).collect()
}

/// What was decided, written and sent: no migration touches it.
const STAR: [&str; 8] = [
    "SELECT job || ' ' || unit || ' ' || verdict || ' ' || reason || ' ' || detail || ' ' || changes AS t FROM journal ORDER BY id",
    "SELECT key || ' ' || state || ' ' || body AS t FROM letters ORDER BY id",
    "SELECT job || ' ' || fylke || ' ' || state || ' ' || CAST(slot AS TEXT) AS t FROM runs ORDER BY id",
    "SELECT CAST(onske_id AS TEXT) || ' ' || status || ' ' || COALESCE(skolenr, '-') || ' ' || COALESCE(CAST(overfort AS TEXT), '-') AS t FROM forslag ORDER BY id",
    "SELECT CAST(forslag_id AS TEXT) || ' ' || gjelder || ' ' || svar || ' ' || CAST(svart_tid AS TEXT) AS t FROM forslag_svar ORDER BY id",
    "SELECT kontraktsnr || ' ' || programomrade || ' ' || COALESCE(skolenr, '-') AS t FROM kontrakt ORDER BY id",
    "SELECT CAST(skjema_id AS TEXT) || ' ' || CAST(sporsmal_nr AS TEXT) || ' ' || svar AS t FROM rapport_svar ORDER BY id",
    "SELECT CAST(ar AS TEXT) || ' ' || fylkesnr || ' ' || CAST(person_id AS TEXT) || ' ' || varsel || ' ' || CAST(dato AS TEXT) || ' '
       || COALESCE(CAST(attempt_id AS TEXT), '-') AS t FROM rapport_varsel ORDER BY id",
];

fn star(house: &House) -> Vec<Vec<String>> {
    STAR.iter().map(|sql| house.texts(sql)).collect()
}

fn statuser(house: &House) -> Vec<String> {
    house.texts(
        "SELECT status || ' ' || CAST(count(*) AS TEXT) AS t FROM onske GROUP BY status ORDER BY status",
    )
}

both!(
    /// What was decided stands; VIGO's own statuses take the place of those this project had made up, each told and in the wish's history.
    what_was_decided_stands, |house| {
        gammelt(house);
        let for_ = star(house);
        assert!(for_.iter().all(|rows| rows.len() > 10), "a year of a county");
        assert_eq!(
            statuser(house),
            ["P_INNTATT 3", "P_LAREPL 29", "P_NEISK 3", "P_SOKT 82", "SFORM 137", "STOPP 7", "STRILÆ 5", "STRINN 8", "TILBSK 47",
             "TILBSKG 4", "UKVAL2 20"]
        );
        let told = house.json(0, &["migrate"]);
        let all = std::fs::read_dir(project().join("migrations")).unwrap().count();
        assert_eq!(told["applied"].as_array().unwrap().len(), all - DENS.len());
        assert_eq!(star(house), for_);
        assert_eq!(
            statuser(house),
            ["INNTLI 51", "INNTLÆ 23", "INNTO 3", "SBEHA 82", "SFORM 137", "STOPP 7", "STRILÆ 5", "STRINN 8", "STRNLV 3",
             "TILBLÆ 6", "UKVAL2 20"]
        );
        let byttet = house.texts("SELECT fra || ' ' || til || ' ' || CAST(antall AS TEXT) AS t FROM kodebytte ORDER BY fra, til");
        assert_eq!(
            byttet,
            ["P_INNTATT INNTO 3", "P_LAREPL INNTLÆ 23", "P_LAREPL TILBLÆ 6", "P_NEISK STRNLV 3", "P_SOKT SBEHA 82", "TILBSK INNTLI 47",
             "TILBSKG INNTLI 4"]
        );
        let uten_historikk = "SELECT count(*) FROM onske o WHERE NOT EXISTS (SELECT 1 FROM onske_historikk h WHERE h.onske_id = o.id
            AND h.til = o.status) AND o.status IN ('INNTLI', 'INNTLÆ', 'INNTO', 'SBEHA', 'STRNLV', 'TILBLÆ')";
        assert_eq!(house.count(uten_historikk), 0);
        assert!(house.out(0, &["why", "5A114", "--fylke", "11", "--unit", "soker:1"]).contains("5A114 "));
    }
);

both!(
    /// The chain on the migrated year does nothing again: no forslag, place, contract, answer or letter is made twice.
    the_chain_again_does_nothing, |house| {
        gammelt(house);
        house.out(0, &["migrate"]);
        let for_ = star(house);
        for job in ["5A115", "5A119", "5A120", "5A122", "5A106"] {
            let params: &[&str] = if job == "5A115" { &["svarfrist=2026-08-14"] } else { &[] };
            let run = Day { job, fylke: "11", asof: "2026-08-06", at: "2026-08-06T06:00:00Z", params }.run(house);
            let nye = if job == "5A115" { run["tally"]["acted"].as_i64().unwrap() } else { 0 };
            assert_eq!(run["tally"]["acted"].as_i64().unwrap(), nye, "{job}: {run}");
        }
        let etter = star(house);
        assert_eq!(etter[4..], for_[4..], "answers, contracts and reports");
        let like = etter[3].iter().zip(&for_[3]).filter(|(a, b)| a == b).count();
        assert_eq!(like, for_[3].len(), "each forslag stands as it did");
    }
);
