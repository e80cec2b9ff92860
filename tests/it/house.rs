//! The model house every test starts from: an empty, migrated database on one backend, a folder, and the real binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use rutine::store::{self, Db};

pub struct House {
    pub url: String,
    pub dir: tempfile::TempDir,
    postgres: Option<String>,
}

/// Runs a test body once on each backend: `both!(name, |house| { … })`.
macro_rules! both {
    ($(#[$doc:meta])* $name:ident, |$house:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            fn body($house: &$crate::house::House) $body
            $(#[$doc])*
            #[test]
            fn sqlite() {
                body(&$crate::house::House::sqlite());
            }
            $(#[$doc])*
            #[test]
            fn postgres() {
                body(&$crate::house::House::postgres());
            }
        }
    };
}
pub(crate) use both;

impl House {
    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rutine.db");
        std::fs::copy(sqlite_template(), &path).unwrap();
        House { url: format!("sqlite:{}", path.display()), dir, postgres: None }
    }

    pub fn postgres() -> Self {
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        admin(&format!("CREATE DATABASE {name} TEMPLATE {}", postgres_template()));
        House { url: server(&name), dir: tempfile::tempdir().unwrap(), postgres: Some(name) }
    }

    /// On a database that orders text as a language does.
    pub fn postgres_in(locale: &str) -> Self {
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        admin(&format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE '{locale}'"
        ));
        let house = House { url: server(&name), dir: tempfile::tempdir().unwrap(), postgres: Some(name) };
        store::migrate(&mut house.db()).unwrap();
        house
    }

    /// On a PostgreSQL of the test's own, migrated here.
    pub fn on(url: &str) -> Self {
        store::migrate(&mut store::open(url).unwrap()).unwrap();
        House { url: url.to_owned(), dir: tempfile::tempdir().unwrap(), postgres: Some(String::new()) }
    }

    pub fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }

    /// Another database, in a folder of its own.
    pub fn with_url(url: String) -> House {
        House { url, dir: tempfile::tempdir().unwrap(), postgres: None }
    }

    pub fn db(&self) -> Db {
        store::open(&self.url).unwrap()
    }

    /// Runs statements as they are.
    pub fn sql(&self, text: &str) {
        match &mut self.db() {
            Db::Postgres(c) => c.batch_execute(text).unwrap(),
            Db::Sqlite(c) => c.batch_execute(text).unwrap(),
        }
    }

    /// One number out of the database.
    pub fn count(&self, sql: &str) -> i64 {
        #[derive(diesel::QueryableByName)]
        struct N {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        store::first::<N>(&mut self.db(), &format!("SELECT CAST(({sql}) AS BIGINT) AS n"), &[])
            .unwrap()
            .unwrap()
            .n
    }

    /// Rows of one text column.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct T {
            #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
            t: Option<String>,
        }
        let found = store::load::<T>(&mut self.db(), sql, &[]).unwrap();
        found.into_iter().map(|r| r.t.unwrap_or_else(|| "-".into())).collect()
    }

    /// The real binary on this house's database, in this house's folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut c = Command::new(env!("CARGO_BIN_EXE_rutine"));
        c.args(args).current_dir(self.dir.path()).env("RUTINE_DATABASE", &self.url);
        c.env_remove("RUTINE_CONFIG")
            .env_remove("RUTINE_JOBS")
            .env("COLUMNS", "80")
            .env("RUST_BACKTRACE", "0");
        c
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs and expects an exit code; returns stdout.
    pub fn out(&self, exit: i32, args: &[&str]) -> String {
        let o = self.run(args);
        let (out, err) = (String::from_utf8(o.stdout).unwrap(), String::from_utf8(o.stderr).unwrap());
        assert_eq!(o.status.code(), Some(exit), "rutine {args:?}\nstdout: {out}\nstderr: {err}");
        out
    }

    /// As `out`, each sentence on one line.
    pub fn told(&self, exit: i32, args: &[&str]) -> String {
        let o = self.command(args).env("COLUMNS", WIDE).output().unwrap();
        let (out, err) = (String::from_utf8(o.stdout).unwrap(), String::from_utf8(o.stderr).unwrap());
        assert_eq!(o.status.code(), Some(exit), "rutine {args:?}\nstdout: {out}\nstderr: {err}");
        out
    }

    /// As `out`, parsed.
    pub fn json(&self, exit: i32, args: &[&str]) -> serde_json::Value {
        let mut all = args.to_vec();
        all.push("--json");
        serde_json::from_str(&self.out(exit, &all)).unwrap()
    }

    /// Runs and expects an exit code; returns stderr, each sentence on one line.
    pub fn err(&self, exit: i32, args: &[&str]) -> String {
        let o = self.command(args).env("COLUMNS", WIDE).output().unwrap();
        let err = String::from_utf8(o.stderr).unwrap();
        assert_eq!(o.status.code(), Some(exit), "rutine {args:?}\nstderr: {err}");
        err
    }

    /// Writes a file in this house's folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// A terminal that folds nothing.
pub const WIDE: &str = "10000";

/// What was folded to the terminal's width, on one line.
pub fn unfolded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A copy of a house's database, as it was when it was made.
pub struct Backup(PathBuf, String);

impl House {
    /// As a person does it, with nothing of the program running.
    pub fn back_up(&self) -> Backup {
        let file = self.dir.path().join("kopi.db");
        let copy = format!("{}_kopi", self.postgres.clone().unwrap_or_default());
        match &self.postgres {
            Some(name) => admin(&format!("CREATE DATABASE {copy} TEMPLATE {name}")),
            None => self.sql(&format!("VACUUM INTO '{}'", file.display())),
        }
        Backup(file, copy)
    }

    /// The database is again what it was.
    pub fn restore(&self, Backup(file, copy): Backup) {
        if let Some(name) = &self.postgres {
            admin(&format!("DROP DATABASE {name} WITH (FORCE)"));
            return admin(&format!("ALTER DATABASE {copy} RENAME TO {name}"));
        }
        let database = self.url.strip_prefix("sqlite:").unwrap();
        for end in ["-wal", "-shm"] {
            std::fs::remove_file(format!("{database}{end}")).ok();
        }
        std::fs::copy(file, database).unwrap();
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(name) = self.postgres.as_ref().filter(|name| !name.is_empty()) {
            admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn server(database: &str) -> String {
    let url = std::env::var("RUTINE_TEST_POSTGRES")
        .expect("no PostgreSQL to test on: run the tests with `tests/all`, or set RUTINE_TEST_POSTGRES");
    let (base, _) = url.rsplit_once('/').expect("RUTINE_TEST_POSTGRES ends with /DATABASE");
    format!("{base}/{database}")
}

fn admin(sql: &str) {
    let url = server("postgres");
    let Db::Postgres(mut c) = store::open(&url).unwrap() else { unreachable!() };
    c.batch_execute(sql).unwrap();
}

fn postgres_template() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = format!("template_{}", std::process::id());
        admin(&format!("DROP DATABASE IF EXISTS {name}"));
        admin(&format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'"));
        store::migrate(&mut store::open(&server(&name)).unwrap()).unwrap();
        name
    })
}

fn sqlite_template() -> &'static Path {
    static FILE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = FILE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("template.db");
        let mut db = store::open(&format!("sqlite:{}", path.display())).unwrap();
        store::migrate(&mut db).unwrap();
        let Db::Sqlite(c) = &mut db else { unreachable!() };
        c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        (dir, path)
    });
    path
}
