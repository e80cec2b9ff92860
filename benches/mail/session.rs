//! Our session alone: no database.

use std::rc::Rc;

use rutine::config::Config;
use rutine::delivery::message::{self, Mail};
use rutine::delivery::{Answer, Line};
use rutine::outbox::Pending;
use tokio::sync::Mutex;
use tokio::task::{JoinSet, LocalSet};

/// As many letters as `whole` puts in the outbox, as e-mails.
pub fn mails(config: &Config, count: usize) -> Vec<Mail> {
    (1..=count).map(|n| message::write(config, &letter(n)).unwrap()).collect()
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
    }
}

pub fn send(config: &Config, connections: usize, mails: &[Mail]) {
    let smtp = config.mail.smtp.as_ref().unwrap();
    let line = Rc::new(Line::new(&config.mail, smtp).unwrap());
    let queue = Rc::new(Mutex::new(mails.iter().map(copy).collect::<Vec<_>>().into_iter()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let local = LocalSet::new();
    local.block_on(&runtime, async {
        let mut tasks = JoinSet::new();
        for _ in 0..connections {
            let (line, queue) = (line.clone(), queue.clone());
            tasks.spawn_local(async move {
                let mut session = line.open().await.unwrap();
                loop {
                    let Some(mail) = queue.lock().await.next() else { break };
                    session.offer(&mail.bounce, &mail.to).await.unwrap();
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
