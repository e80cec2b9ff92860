//! The whole delivery, from an outbox in SQLite on a real disk.

use diesel::connection::SimpleConnection;
use rutine::clock::Clock;
use rutine::config::Config;
use rutine::delivery::{self, Delivery, Round};
use rutine::store::{self, Db};

use crate::session::letter;

pub struct House {
    _dir: tempfile::TempDir,
    url: String,
}

impl House {
    /// With so many letters pending.
    pub fn with(letters: usize) -> Self {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let url = format!("sqlite:{}", dir.path().join("rutine.db").display());
        let mut db = store::open(&url).unwrap();
        store::migrate(&mut db).unwrap();
        let Db::Sqlite(c) = &mut db else { unreachable!() };
        c.batch_execute(
            "INSERT INTO runs (job, routine, fylke, slot, state, created)
             VALUES ('5A115', '5A115', '46', '2026-07-28', 'done', '2026-07-28 05:00:00');
             INSERT INTO attempts (run_id, number, state, trigger, actor, holder, version, params, tally, started)
             SELECT id, 1, 'done', 'operator', 'test', 'h', '0', '{}', '{}', '2026-07-28 05:00:00' FROM runs;",
        )
        .unwrap();
        let rows: Vec<_> = (1..=letters).map(row).collect();
        for rows in rows.chunks(500) {
            let sql = "INSERT INTO letters (attempt_id, key, job, fylke, unit, purpose, to_name, to_address, language,
                 subject, body, message_id, state, created) VALUES ";
            c.batch_execute(&format!("{sql}{}", rows.join(", "))).unwrap();
        }
        House { _dir: dir, url }
    }

    pub fn deliver(&self, config: &Config, letters: usize) {
        let mut db = store::open(&self.url).unwrap();
        let round = Round {
            url: &self.url,
            config,
            clock: Clock::System,
            asks: rutine::routine::still_due,
            stop: None,
        };
        let done = delivery::deliver_alone(&mut db, &round, None, &mut |_| {}).unwrap();
        let Delivery::Done(done) = done else { panic!("another process is delivering") };
        assert_eq!(done.sent, letters as u64, "{done:?}");
    }
}

fn row(n: usize) -> String {
    let l = letter(n);
    let texts = [
        &l.key,
        &l.routine,
        &l.fylke,
        &l.unit,
        &l.purpose,
        &l.to_name,
        &l.to_address,
        &l.language,
        &l.subject,
    ];
    let texts: Vec<_> = texts.into_iter().chain([&l.body, &l.message_id]).map(|t| format!("'{t}'")).collect();
    format!("((SELECT max(id) FROM attempts), {}, 'pending', '2026-07-28 05:00:00')", texts.join(", "))
}
