//! One text of migrations for both backends, applied whole under a lock: diesel itself takes none, and daemons
//! that start together would trip over each other.

use anyhow::{Context, Result, anyhow};
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text as SqlText};
use diesel_migrations::MigrationHarness;

use super::{Db, collation, load, on};

const LOCK: &str = "SELECT pg_advisory_xact_lock(7316544)";

const TEXTS: &[(&str, &str)] = &[
    ("2026-11-24-000001_kodeverk", include_str!("../../migrations/2026-11-24-000001_kodeverk/up.sql")),
    ("2026-11-24-000002_fag", include_str!("../../migrations/2026-11-24-000002_fag/up.sql")),
    ("2026-11-24-000003_maskineri", include_str!("../../migrations/2026-11-24-000003_maskineri/up.sql")),
    ("2026-11-24-000004_koder", include_str!("../../migrations/2026-11-24-000004_koder/up.sql")),
    ("2026-11-25-000005_kalender", include_str!("../../migrations/2026-11-25-000005_kalender/up.sql")),
    (
        "2026-11-27-000006_rapportering",
        include_str!("../../migrations/2026-11-27-000006_rapportering/up.sql"),
    ),
    (
        "2026-11-28-000007_lovens_koder",
        include_str!("../../migrations/2026-11-28-000007_lovens_koder/up.sql"),
    ),
    ("2026-11-28-000008_rettsregler", include_str!("../../migrations/2026-11-28-000008_rettsregler/up.sql")),
    (
        "2026-11-28-000009_avvik_uten_bedrift",
        include_str!("../../migrations/2026-11-28-000009_avvik_uten_bedrift/up.sql"),
    ),
    ("2026-11-28-000010_brevets_vei", include_str!("../../migrations/2026-11-28-000010_brevets_vei/up.sql")),
    (
        "2026-11-28-000012_en_rekkefolge",
        include_str!("../../migrations/2026-11-28-000012_en_rekkefolge/up.sql"),
    ),
    ("2026-11-28-000013_rett", include_str!("../../migrations/2026-11-28-000013_rett/up.sql")),
    ("2026-11-28-000014_miljo", include_str!("../../migrations/2026-11-28-000014_miljo/up.sql")),
    (
        "2026-11-28-000019_avviste_linjer",
        include_str!("../../migrations/2026-11-28-000019_avviste_linjer/up.sql"),
    ),
    ("2026-11-28-000020_paminninger", include_str!("../../migrations/2026-11-28-000020_paminninger/up.sql")),
];

/// Applies what is missing, all or nothing; returns the names applied.
///
/// # Errors
/// The database refuses a statement or cannot be written.
pub fn migrate(db: &mut Db) -> Result<Vec<String>> {
    db.write(|db| {
        if let Db::Postgres(c) = db {
            c.batch_execute(LOCK)?;
        }
        let versions = on!(db, |c| c
            .run_pending_migrations(Source)
            .map(|v| { v.iter().map(ToString::to_string).collect::<Vec<_>>() }));
        let versions = versions.map_err(|e| anyhow!("migration failed: {e}"))?;
        if !versions.is_empty() {
            collation::by_bytes(db)?;
        }
        Ok(versions)
    })
}

/// The migration that replaced codes, and kept which in `kodebytte`.
const CHANGED_CODES: &str = "2026-11-28-000008_rettsregler";

/// A code on wishes that has become another.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct ChangedCode {
    #[diesel(sql_type = SqlText)]
    pub fra: String,
    #[diesel(sql_type = SqlText)]
    pub til: String,
    #[diesel(sql_type = BigInt)]
    pub antall: i64,
}

/// The codes that the migrations just `applied` replaced.
///
/// # Errors
/// The database cannot be read.
pub fn changed_codes(db: &mut Db, applied: &[String]) -> Result<Vec<ChangedCode>> {
    if !applied.iter().any(|name| name == CHANGED_CODES) {
        return Ok(vec![]);
    }
    load(db, "SELECT fra, til, antall FROM kodebytte ORDER BY fra, til", &[])
}

/// The names of migrations not applied yet. Only reads: whoever may do no more may ask.
///
/// # Errors
/// The database cannot be read.
pub fn pending(db: &mut Db) -> Result<Vec<String>> {
    let applied = applied(db).context("cannot read which migrations are applied")?;
    let names = TEXTS.iter().map(|(name, _)| (*name).to_owned());
    Ok(names.filter(|name| !applied.contains(name)).collect())
}

fn applied(db: &mut Db) -> Result<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlText)]
        name: String,
    }
    let there = match db {
        Db::Postgres(_) => {
            "SELECT relname::text AS name FROM pg_class WHERE oid = to_regclass('__diesel_schema_migrations')"
        }
        Db::Sqlite(_) => "SELECT name FROM sqlite_master WHERE name = '__diesel_schema_migrations'",
    };
    if load::<Row>(db, there, &[])?.is_empty() {
        return Ok(vec![]);
    }
    let rows: Vec<Row> = load(db, "SELECT version AS name FROM __diesel_schema_migrations", &[])?;
    Ok(rows.into_iter().map(|r| r.name).collect())
}

#[derive(Clone, Copy)]
struct Source;

impl<DB: diesel::backend::Backend> MigrationSource<DB> for Source
where
    Text: Migration<DB>,
{
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<DB>>>> {
        Ok(TEXTS.iter().map(|&(name, sql)| Box::new(Text { name, sql }) as Box<dyn Migration<DB>>).collect())
    }
}

struct Text {
    name: &'static str,
    sql: &'static str,
}

impl Migration<diesel::pg::Pg> for Text {
    fn run(
        &self,
        c: &mut dyn diesel::connection::BoxableConnection<diesel::pg::Pg>,
    ) -> diesel::migration::Result<()> {
        Ok(c.batch_execute(self.sql)?)
    }
    fn revert(
        &self,
        _: &mut dyn diesel::connection::BoxableConnection<diesel::pg::Pg>,
    ) -> diesel::migration::Result<()> {
        Err("a migration is never taken back; restore a backup".into())
    }
    fn metadata(&self) -> &dyn MigrationMetadata {
        &InTransaction
    }
    fn name(&self) -> &dyn MigrationName {
        self
    }
}

impl Migration<diesel::sqlite::Sqlite> for Text {
    fn run(
        &self,
        c: &mut dyn diesel::connection::BoxableConnection<diesel::sqlite::Sqlite>,
    ) -> diesel::migration::Result<()> {
        Ok(c.batch_execute(&for_sqlite(self.sql))?)
    }
    fn revert(
        &self,
        _: &mut dyn diesel::connection::BoxableConnection<diesel::sqlite::Sqlite>,
    ) -> diesel::migration::Result<()> {
        Err("a migration is never taken back; restore a backup".into())
    }
    fn metadata(&self) -> &dyn MigrationMetadata {
        &InTransaction
    }
    fn name(&self) -> &dyn MigrationName {
        self
    }
}

struct InTransaction;

impl MigrationMetadata for InTransaction {}

impl MigrationName for Text {
    fn version(&self) -> MigrationVersion<'_> {
        MigrationVersion::from(self.name)
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// SQLite's STRICT tables know INTEGER and TEXT; its identity column has its own words.
fn for_sqlite(sql: &str) -> String {
    let mut out = sql
        .replace("BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT");
    for (postgres, sqlite) in
        [(" BIGINT", " INTEGER"), (" BOOLEAN", " INTEGER"), (" DATE", " TEXT"), (" TIMESTAMP", " TEXT")]
    {
        out = out.replace(postgres, sqlite);
    }
    out.split_inclusive(";\n")
        .map(|s| match s.contains("CREATE TABLE") {
            true => s.replace(");\n", ") STRICT;\n"),
            false => s.to_owned(),
        })
        .collect()
}
