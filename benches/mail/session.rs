//! Our session alone: no database.

use std::sync::Arc;

use chrono::NaiveDateTime;
use rutine::config::Config;
use rutine::delivery::message::{self, Mail};
use rutine::delivery::{Answer, Line, runtime};
use rutine::outbox::{Pending, Register};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

/// As many letters as `whole` puts in the outbox, as e-mails.
pub fn mails(config: &Config, count: usize) -> Vec<Mail> {
    (1..=count).map(|n| message::write(config, &letter(n), NaiveDateTime::default()).unwrap()).collect()
}

pub fn letter(n: usize) -> Pending {
    Pending {
        id: n as i64,
        key: format!("brev/{n}"),
        routine: "5A115".into(),
        fylke: "46".into(),
        fylke_navn: "Vestland".into(),
        unit: format!("soker:{n}"),
        purpose: "tilbud".into(),
        to_name: format!("Mottaker {n}"),
        to_address: format!("mottaker{n}@post.example"),
        language: "nb".into(),
        subject: "Tilbud om opplæring på Vg3".into(),
        body: "Hei\n\n".to_owned() + &"Du har søkt læreplass, men har foreløpig ikke fått en.\n\n".repeat(12),
        message_id: format!("<{n:032x}@rutine.example>"),
        created: "2026-07-28T05:00:00".parse().unwrap(),
        tries: 0,
        deadline: None,
        late_ok: false,
        released: None,
        is_witnessed: false,
        register: Register::default(),
    }
}

pub fn send(config: &Config, connections: usize, mails: &[Mail]) {
    let smtp = config.mail.smtp.as_ref().unwrap();
    let line = Arc::new(Line::new(&config.mail, smtp).unwrap());
    let queue = Arc::new(Mutex::new(mails.iter().map(copy).collect::<Vec<_>>().into_iter()));
    runtime(connections).unwrap().block_on(async {
        let mut tasks = JoinSet::new();
        for _ in 0..connections {
            let (line, queue) = (line.clone(), queue.clone());
            tasks.spawn(async move {
                let mut session = line.open().await.unwrap();
                loop {
                    let Some(mail) = queue.lock().await.next() else { break };
                    session.offer(&mail.bounce, &mail.to, mail.bytes.len()).await.unwrap();
                    assert!(matches!(session.hand_over(&mail.bytes).await, Answer::Yes(_)));
                }
                session.quit().await;
            });
        }
        tasks.join_all().await;
    });
}

fn copy(mail: &Mail) -> Mail {
    Mail { bounce: mail.bounce.clone(), to: mail.to.clone(), bytes: mail.bytes.clone() }
}
