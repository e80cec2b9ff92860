//! 5A114 Oppdater ønske-status, step (2b): each læreplass wish gets the status its state implies.

mod letter;
pub mod params;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use super::bortfall;
use crate::attempt::{Cx, Grunnlag, Routine};
use crate::routine::enhet;
use crate::routine::vg3::sokere_i_fylket;
use params::Params;
use rules::REASONS;

pub const ROUTINE: Routine = Routine {
    code: "5A114",
    name: "onske_status",
    manifest: include_str!("../../../../jobs/5A114.toml"),
    reasons: REASONS,
    bounds: params::BOUNDS,
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Sokere,
    letters: &["stroket"],
    still_due: Some(bortfall),
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let dager = params.dager(cx.scope.soknadsar)?;
    let sokere = sokere_i_fylket(cx.db, &cx.scope)?;
    cx.each(enhet::soker, &sokere, |chunk, ids| {
        let rader = rows::load(chunk, ids)?;
        let asof = chunk.scope.asof;
        let endres = chunk.sort(rader, |rad| rules::decide(&rad.soker, &params, &dager, asof));
        writes::status(chunk, &endres, &params)
    })
}
