//! TILBSKG -> TILBSK, once per forslag.

use anyhow::{Result, ensure};
use serde_json::json;

use super::dokument;
use super::letter;
use super::rows::Rad;
use super::rules::{Grunn, Params, Tildelt};
use crate::journal::Change;
use crate::routine::Chunk;
use crate::store::Rows;

pub fn tildel(chunk: &mut Chunk, tildelt: &[(Rad, Tildelt)], params: &Params) -> Result<()> {
    let frist = params.svarfrist_skole(chunk.scope.asof);
    let attempt = chunk.attempt;
    let moved = Rows::new()
        .int("id", tildelt.iter().map(|(r, _)| r.forslag.id))
        .text("skolenr", tildelt.iter().map(|(_, t)| t.skolenr.clone()))
        .date("oppstart", tildelt.iter().map(|(_, t)| t.oppstart))
        .same("frist", frist)
        .same("attempt_id", attempt)
        .execute(
            chunk.db,
            "UPDATE forslag SET status = 'TILBSK', skolenr = v.skolenr, oppstart = v.oppstart, \
             svarfrist_skole = v.frist, attempt_id = v.attempt_id FROM {rows} \
             WHERE forslag.id = v.id AND forslag.status = 'TILBSKG'",
        )?;
    ensure!(moved == tildelt.len(), "somebody else moved one of these forslag just now");
    for (rad, t) in tildelt {
        let detail = letter::skoletilbud(chunk, rad, t, frist)?;
        chunk.deposit("TILBUD", format!("{}/TILBSK", rad.forslag.key), |scope| {
            dokument::skoletilbud(scope, rad, t, frist)
        });
        let after = json!({"status": "TILBSK", "skolenr": t.skolenr, "oppstart": t.oppstart});
        let change = Change::update("forslag", &rad.forslag.key, json!({"status": "TILBSKG"}), after);
        chunk.acted(rad.unit(), Grunn::Tildelt.code(), detail, vec![change]);
    }
    Ok(())
}
