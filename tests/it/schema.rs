//! One schema on two backends, and every UNIQUE kept by doing the thing twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::{House, both};

/// Table and column, and whether it may be NULL.
fn columns(house: &House) -> Vec<String> {
    house.texts(if house.is_postgres() {
        "SELECT table_name || '.' || column_name || ' ' || CASE is_nullable WHEN 'YES' THEN 'null' ELSE 'not null' END AS t
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' ORDER BY 1"
    } else {
        "SELECT m.name || '.' || c.name || ' ' || CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN 'null' ELSE 'not null' END AS t
         FROM sqlite_master m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY 1"
    })
}

/// Table and the columns of each unique key, the primary key of a single id aside.
fn uniques(house: &House) -> Vec<String> {
    house.texts(if house.is_postgres() {
        "SELECT t.relname || ' (' || string_agg(a.attname, ', ' ORDER BY a.attname) || ')'
           || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END AS t
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(i.indkey::int2[])
         WHERE i.indisunique AND n.nspname = 'public' AND t.relname NOT LIKE '\\_\\_%'
         GROUP BY t.relname, i.indexrelid, i.indpred
         HAVING string_agg(a.attname, ', ') <> 'id' ORDER BY 1"
    } else {
        "SELECT m.name || ' (' || (SELECT string_agg(c.name, ', ' ORDER BY c.name) FROM pragma_index_info(x.name) c) || ')'
           || CASE WHEN x.partial THEN ' partial' ELSE '' END AS t
         FROM sqlite_master m JOIN pragma_index_list(m.name) x
         WHERE m.type = 'table' AND x.\"unique\" AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY 1"
    })
}

/// Names of the checks, with their tables.
fn checks(house: &House) -> Vec<String> {
    if house.is_postgres() {
        return house.texts(
            "SELECT t.relname || ' ' || c.conname AS t FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
             WHERE c.contype = 'c' ORDER BY 1",
        );
    }
    let tables =
        house.texts("SELECT name || '|' || sql AS t FROM sqlite_master WHERE type = 'table' ORDER BY name");
    let named = |text: &String| -> Vec<String> {
        let (table, sql) = text.split_once('|').unwrap();
        let words: Vec<&str> = sql.split_whitespace().collect();
        let check =
            |w: &[&str]| (w[0] == "CONSTRAINT" && w[2] == "CHECK").then(|| format!("{table} {}", w[1]));
        words.windows(3).filter_map(check).collect()
    };
    let mut all: Vec<String> = tables.iter().flat_map(named).collect();
    all.sort();
    all
}

/// Promise: the same tables, columns, unique keys and checks on both backends.
#[test]
fn both_backends_have_one_schema() {
    let (sqlite, postgres) = (House::sqlite(), House::postgres());
    for read in [columns, uniques, checks] {
        let (mut a, mut b) = (read(&sqlite), read(&postgres));
        a.sort();
        b.sort();
        assert!(!a.is_empty());
        assert_eq!(a, b);
    }
}

/// Promise: schema.rs, printed from PostgreSQL, says of each column what both backends say.
#[test]
fn schema_rs_is_what_the_databases_hold() {
    let text = std::fs::read_to_string(crate::house::project().join("src/store/schema.rs")).unwrap();
    let mut said = vec![];
    let mut table = "";
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line
            .split_once(" (id) {")
            .or_else(|| line.split_once(" (digest) {"))
            .or_else(|| line.split_once(" (job, fylke) {"))
        {
            table = name;
        } else if let Some((column, kind)) = line.split_once(" -> ").filter(|(c, _)| !c.contains("::")) {
            let null = if kind.starts_with("Nullable") { "null" } else { "not null" };
            said.push(format!("{table}.{column} {null}"));
        }
    }
    assert!(said.len() > 50);
    let printed: BTreeSet<_> = said.iter().filter_map(|c| c.split('.').next()).collect();
    let asked = std::fs::read_to_string(crate::house::project().join("diesel.toml")).unwrap();
    let asked = asked.split_once("only_tables = [").unwrap().1.split_once(']').unwrap().0;
    let asked: BTreeSet<_> = asked.split([',', ' ', '"', '\n']).filter(|t| !t.is_empty()).collect();
    assert_eq!(printed, asked, "`diesel print-schema` by diesel.toml would print other tables");
    for house in [House::sqlite(), House::postgres()] {
        let held = columns(&house);
        let lacking: Vec<_> = said.iter().filter(|c| !held.contains(c)).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
    }
}

/// Promise: every table of STRICT types on SQLite, so that a date is never a number.
#[test]
fn sqlite_tables_are_strict() {
    let loose = House::sqlite().texts(
        "SELECT name AS t FROM pragma_table_list WHERE strict = 0 AND type = 'table' AND schema = 'main'
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
    );
    assert!(loose.is_empty(), "{loose:?}");
}

/// A row for the tables that the Vg3 chain leaves empty.
const FILL: &str = "
    INSERT INTO meropplaring (person_id, kan_ha_rett, beregnet_tid) SELECT min(id), TRUE, '2026-08-05 00:00:00' FROM person;
    INSERT INTO pauses (job, fylke, until, reason, actor, created)
      VALUES ('5A115', '46', '2026-08-05', 'ferie', 'test', '2026-08-05 00:00:00');
    INSERT INTO plans (digest, job, fylke, slot, lines, created)
      VALUES ('0', '5A115', '46', '2026-08-05', '', '2026-08-05 00:00:00');
    INSERT INTO schedules (job, fylke, schedule, announced_until) VALUES ('5A115', '46', '{}', '2026-08-05 00:00:00');
    INSERT INTO rapport_skjema (ar, fylkesnr, orgnr, grunnkode) SELECT 2026, '46', min(orgnr), 'BATMF3' FROM bedrift;
    INSERT INTO rapport_kontrakt (skjema_id, kontrakt_id) SELECT (SELECT min(id) FROM rapport_skjema), min(id) FROM kontrakt;
    INSERT INTO rapport_svar (skjema_id, sporsmal_nr, svar, svart_tid) SELECT min(id), 1, 'Ja', '2027-01-07 10:00:00' FROM rapport_skjema;
    INSERT INTO rapport_innsending (innsending_id, skjema_id, person_id, mottatt_tid)
      SELECT 'I1', (SELECT min(id) FROM rapport_skjema), min(id), '2027-01-07 10:00:00' FROM person;
    INSERT INTO rapport_varsel (ar, fylkesnr, person_id, varsel, dato) SELECT 2026, '46', min(id), 'FOREL', '2026-10-01' FROM person;
    INSERT INTO forslag_varslet (forslag_id, gjelder, varslet) SELECT min(id), 'TILBSKG', '2026-07-28' FROM forslag;
    INSERT INTO fylkesvar (forslag_id, gjelder, svar, svart_tid) SELECT min(id), 'TILBSKG', 'J', '2026-07-29 08:00:00' FROM forslag;
    INSERT INTO rights (what) VALUES ('deliver');
    INSERT INTO witnessed (message_id, at) VALUES ('<0@rutine.example>', '2026-08-05 00:00:00');
    INSERT INTO kodebytte (fra, til, antall) VALUES ('TILBSKG', 'TILBSK', 1);
    INSERT INTO rapport_avvik (ar, kontrakt_id, avvik, funnet) SELECT 2026, min(id), 'MANGLER_EPOST', '2026-10-01' FROM kontrakt;";

both!(
    /// Promise: each UNIQUE holds when the thing is done twice. A copy of a row is refused in every table with a key.
    a_row_copied_is_refused, |house| {
        house.take("46");
        let run = |job: &str, at: &str| house.out(0, &["run", job, "--fylke", "46", "--asof", &at[..10], "--now", at]);
        run("5A115", "2026-07-28T04:00:00Z");
        house.take("46/svar");
        for job in ["5A119", "5A114", "5A120", "5A122", "5A106"] {
            run(job, "2026-08-05T08:00:00Z");
        }
        house.sql(FILL);
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for c in columns(house) {
            let (table, column) = c.split_once(' ').unwrap().0.split_once('.').unwrap();
            tables.entry(table.into()).or_default().push(column.into());
        }
        for unique in uniques(house) {
            let table = unique.split_once(' ').unwrap().0;
            let names: Vec<_> = tables[table].iter().filter(|c| *c != "id").cloned().collect();
            let names = names.join(", ");
            let condition = match unique.as_str() {
                "forslag (onske_id, orgnr, runde) partial" => "forslagstype = 'BEDRIFT'",
                "forslag (onske_id, runde) partial" => "forslagstype = 'VG3'",
                "kontrakt (forslag_id)" => "forslag_id IS NOT NULL",
                "runs (fylke, routine) partial" => continue, // tests/it/run.rs: a_living_holder_keeps_its_run
                _ => "1 = 1",
            };
            assert!(house.count(&format!("SELECT count(*) FROM {table} WHERE {condition}")) > 0, "{table} is empty");
            let copy = format!("INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE {condition} LIMIT 1");
            let refused = rutine::store::execute(&mut house.db(), &copy, &[]).unwrap_err();
            let kind = refused.downcast_ref::<diesel::result::Error>();
            let unique_violation = matches!(
                kind,
                Some(diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _))
            );
            assert!(unique_violation, "{unique}: {refused:#}");
        }
    }
);

/// The codes that a table's CHECKs allow in a column, list by list.
fn allowed(house: &House, table: &str, column: &str) -> Vec<BTreeSet<String>> {
    let sql = house.texts(&format!("SELECT sql AS t FROM sqlite_master WHERE name = '{table}'")).remove(0);
    let list = |text: &str| {
        let codes = text.split(')').next().unwrap().split(',');
        codes.map(|c| c.trim().trim_matches('\'').to_owned()).collect()
    };
    let is_whole = |at: usize| !sql[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let begin = format!("{column} IN (");
    sql.match_indices(&begin)
        .filter(|(at, _)| is_whole(*at))
        .map(|(at, b)| list(&sql[at + b.len()..]))
        .collect()
}

/// Promise: a code that the program knows is one that the database takes, and the other way round.
#[test]
fn codes_are_those_of_the_database() {
    use rutine::attempt::{AttemptState, RunState};
    use rutine::domain::{Avslatt, Bedriftsforslag, Behandlet, JaNei, Onskestatus, Svarkilde, Trinn};
    use rutine::outbox::{LetterState, deposits::DepositState};
    use rutine::routine::rapport::rapport_paminning::PAMINNINGER;
    let house = House::sqlite();
    for (table, column, codes) in [
        ("runs", "state", &[RunState::CODES][..]),
        ("attempts", "state", &[AttemptState::CODES]),
        ("letters", "state", &[LetterState::CODES]),
        ("deposits", "state", &[DepositState::CODES]),
        ("soker", "kvalifisert", &[JaNei::CODES]),
        ("forslag", "status", &[Trinn::CODES, Bedriftsforslag::CODES]),
        ("forslag", "avslag", &[Avslatt::CODES]),
        ("forslag_svar", "gjelder", &[Trinn::CODES]),
        ("forslag_svar", "svar", &[JaNei::CODES]),
        ("forslag_svar", "kilde", &[Svarkilde::CODES]),
        ("forslag_varslet", "gjelder", &[Trinn::CODES]),
        ("websvar", "gjelder", &[Trinn::CODES]),
        ("websvar", "svar", &[JaNei::CODES]),
        ("websvar", "behandlet", &[Behandlet::CODES]),
        ("fylkesvar", "gjelder", &[Trinn::CODES]),
        ("fylkesvar", "svar", &[JaNei::CODES]),
        ("rapport_innsending", "behandlet", &[Behandlet::CODES]),
    ] {
        let known: Vec<BTreeSet<_>> =
            codes.iter().map(|list| list.iter().map(|c| (*c).to_owned()).collect()).collect();
        assert_eq!(allowed(&house, table, column), known, "{table}.{column}");
    }
    let kept = allowed(&house, "rapport_varsel", "varsel").remove(0);
    for nr in 1..=PAMINNINGER.len() {
        assert!(kept.contains(&format!("PAMINN{nr}")), "reminder {nr} cannot be kept");
    }
    let listed = house.texts("SELECT kode AS t FROM onskestatus");
    for status in Onskestatus::KJENTE {
        assert!(listed.iter().any(|kode| kode == status.code()), "{status} is in no code list");
    }
}
