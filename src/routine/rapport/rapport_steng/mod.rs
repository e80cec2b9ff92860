//! AR-STENG: after the deadline the forms are closed, and who has not answered stands in the journal (FACT S1).

mod rows;
pub mod rules;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::Runde;
use crate::attempt::{Chunk, Cx, Grunnlag, Routine, Unit, ugjorte};
use crate::journal::Change;
use crate::routine::enhet;
use rows::Rad;
use rules::{Grunn, Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "AR-STENG",
    name: "rapport_steng",
    manifest: include_str!("../../../../jobs/AR-STENG.toml"),
    reasons: REASONS,
    bounds: rules::BOUNDS,
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Skjemaer,
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let _: Params = cx.params()?;
    let etter = |r: &Runde| r.svarfrist.succ_opt().unwrap_or(NaiveDate::MAX);
    let runde = Runde::of(cx, etter, "the day after the deadline")?;
    let sql = "SELECT id, stengt IS NOT NULL AS gjort FROM rapport_skjema WHERE fylkesnr = $1 AND ar = $2 ORDER BY id";
    let binds = [cx.scope.fylke.as_str().into(), runde.ar.into()];
    let skjemaer = ugjorte(cx, sql, &binds)?;
    cx.each(enhet::skjema, &skjemaer, |chunk, ids| {
        let rader = rows::load(chunk, ids)?;
        let stengte = chunk.sort(rader, |rad| rules::decide(&rad.sak));
        steng(chunk, &stengte)
    })
}

fn steng(chunk: &mut Chunk, stengte: &[(Rad, Grunn)]) -> Result<()> {
    let asof = chunk.scope.asof;
    chunk.rows().int("id", stengte.iter().map(|(r, _)| r.id)).same("stengt", asof).every("forms").execute(
        chunk.db,
        "UPDATE rapport_skjema SET stengt = v.stengt, attempt_id = v.attempt_id FROM {rows} \
             WHERE rapport_skjema.id = v.id AND rapport_skjema.stengt IS NULL",
    )?;
    for (rad, grunn) in stengte {
        let unit = rad.unit();
        let change =
            Change::update("rapport_skjema", &unit, json!({"stengt": null}), json!({"stengt": asof}));
        chunk.acted(unit, *grunn, rad.sak.figures(), vec![change]);
    }
    Ok(())
}
