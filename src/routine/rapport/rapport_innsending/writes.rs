//! The sent-in date, set once; the inbox, each submission consumed once; the deposit, in the same transaction.

use anyhow::Result;
use serde_json::json;

use super::dokument;
use super::rows::Rad;
use super::rules::{Grunn, Innsending};
use crate::attempt::{Chunk, Unit};
use crate::domain::Hendelse;
use crate::journal::Change;

pub fn innsendt(chunk: &mut Chunk, ar: i64, innsendte: &[(Rad, Innsending)]) -> Result<()> {
    chunk.rows()
        .int("id", innsendte.iter().map(|(r, _)| r.sak.skjema))
        .time("innsendt_tid", innsendte.iter().map(|(_, i)| i.mottatt))
        .int("innsendt_av", innsendte.iter().map(|(_, i)| i.person))
        .every("forms")
        .execute(
            chunk.db,
            "UPDATE rapport_skjema SET innsendt_tid = v.innsendt_tid, innsendt_av = v.innsendt_av, \
             attempt_id = v.attempt_id FROM {rows} WHERE rapport_skjema.id = v.id AND rapport_skjema.innsendt_tid IS NULL",
        )?;
    for (rad, innsending) in innsendte {
        let unit = rad.unit();
        chunk.deposit(Hendelse::ArligRapport, &unit, |scope| dokument::rapport(scope, ar, rad, innsending));
        let after = json!({"innsendt_tid": innsending.mottatt});
        let change = Change::update("rapport_skjema", &unit, json!({"innsendt_tid": null}), after);
        chunk.acted(unit, Grunn::Innsendt, String::new(), vec![change]);
    }
    Ok(())
}
