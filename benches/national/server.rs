//! Databases to measure in: SQLite files in a folder, or databases of a PostgreSQL server; copied before each round.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use rutine::store::{self, Db};

use super::Step;
use super::options::Backend;

pub struct Server {
    pub backend: Backend,
    dir: PathBuf,
    url: String,
}

impl Server {
    pub fn new(backend: Backend, dir: &Path) -> Result<Self> {
        let url = match backend {
            Backend::Sqlite => String::new(),
            Backend::Postgres => std::env::var("RUTINE_TEST_POSTGRES")
                .context("RUTINE_TEST_POSTGRES names no server; start with `benches/all`")?,
        };
        Ok(Server { backend, dir: dir.to_path_buf(), url })
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.db"))
    }

    pub fn url(&self, name: &str) -> String {
        match self.backend {
            Backend::Sqlite => format!("sqlite:{}", self.file(name).display()),
            Backend::Postgres => {
                let server = self.url.rsplit_once('/').map_or(self.url.as_str(), |(s, _)| s);
                format!("{server}/bench_{name}")
            }
        }
    }

    pub fn create(&self, name: &str) -> Result<()> {
        self.remove(name)?;
        match self.backend {
            Backend::Sqlite => Ok(()),
            Backend::Postgres => self.admin(&format!("CREATE DATABASE bench_{name}")),
        }
    }

    pub fn remove(&self, name: &str) -> Result<()> {
        match self.backend {
            Backend::Sqlite => {
                for end in ["", "-wal", "-shm"] {
                    let file = PathBuf::from(format!("{}{end}", self.file(name).display()));
                    if file.exists() {
                        std::fs::remove_file(file)?;
                    }
                }
                Ok(())
            }
            Backend::Postgres => self.admin(&format!("DROP DATABASE IF EXISTS bench_{name} WITH (FORCE)")),
        }
    }

    /// `to` becomes what `from` is.
    pub fn copy(&self, from: &str, to: &str) -> Result<()> {
        self.remove(to)?;
        match self.backend {
            Backend::Sqlite => {
                std::fs::copy(self.file(from), self.file(to))?;
                Ok(())
            }
            Backend::Postgres => {
                self.admin(&format!("CREATE DATABASE bench_{to} TEMPLATE bench_{from}"))?;
                self.admin("CHECKPOINT")
            }
        }
    }

    /// Leaves nothing behind from what has been written: statistics, the log, dead rows.
    pub fn settle(&self, name: &str) -> Result<()> {
        let mut db = store::open(&self.url(name))?;
        match self.backend {
            Backend::Sqlite => batch(&mut db, "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)"),
            Backend::Postgres => batch(&mut db, "VACUUM ANALYZE").and_then(|()| self.admin("CHECKPOINT")),
        }
    }

    /// The bare SQL of a step for this backend, its marks replaced, in a transaction with its run and attempt.
    pub fn text(&self, step: &Step) -> Result<String> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/sql/{}.sql", step.code));
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let text = self
            .marks(&text.replace("{now}", step.now).replace("{attempt}", "(SELECT max(id) FROM attempts)"));
        let Step { code, asof, now } = step;
        Ok(format!(
            "BEGIN; \
             INSERT INTO runs (job, routine, fylke, slot, state, created, settled) \
             VALUES ('{code}', '{code}', '46', '{asof}', 'done', '{now}', '{now}'); \
             INSERT INTO attempts (run_id, number, state, trigger, actor, holder, version, params, tally, started, ended) \
             SELECT max(id), 1, 'done', 'operator', 'bench', '-', '0', '{{}}', '{{}}', '{now}', '{now}' FROM runs; \
             {text} COMMIT"
        ))
    }

    /// `{hash}`, `{+2h}`, `{+1y}`, `{dato X}` and `{seks X}` as this backend says them.
    fn marks(&self, text: &str) -> String {
        let [hash, hours, year, six] = match self.backend {
            Backend::Sqlite => [
                "lower(hex(randomblob(16)))",
                ", '+2 hours'",
                ", '+12 months', '-1 day'",
                "printf('%06d', @)",
            ],
            Backend::Postgres => [
                "md5(CAST(random() AS TEXT))",
                " + interval '2 hours'",
                " + interval '12 months' - interval '1 day'",
                "lpad(CAST(@ AS TEXT), 6, '0')",
            ],
        };
        let text = text.replace("{hash}", hash).replace("{+2h}", hours).replace("{+1y}", year);
        around(&around(&text, "{seks ", six), "{dato ", &spelt_out())
    }

    fn admin(&self, sql: &str) -> Result<()> {
        batch(&mut store::open(&self.url)?, sql).with_context(|| sql.to_owned())
    }
}

pub fn batch(db: &mut Db, sql: &str) -> Result<()> {
    match db {
        Db::Sqlite(c) => c.batch_execute(sql)?,
        Db::Postgres(c) => c.batch_execute(sql)?,
    }
    Ok(())
}

/// Every `{mark X}` as `with`, X where it has `@`.
fn around(text: &str, mark: &str, with: &str) -> String {
    let mut parts = text.split(mark);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once('}').expect("a mark is closed");
        out += &with.replace('@', inside);
        out += rest;
    }
    out
}

/// `2026-08-05` as `5. august 2026`.
fn spelt_out() -> String {
    let months = "januar februar mars april mai juni juli august september oktober november desember";
    let cases: String =
        months.split(' ').enumerate().map(|(i, m)| format!(" WHEN '{:02}' THEN '{m}'", i + 1)).collect();
    format!(
        "(CAST(substr(@, 9, 2) AS INTEGER) || '. ' || CASE substr(@, 6, 2){cases} END || ' ' || substr(@, 1, 4))"
    )
}
