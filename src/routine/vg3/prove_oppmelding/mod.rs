//! 5A116 Prøveoppmelding etter VG3 (category VX). The counties ask whether it should go: shipped switched off.

mod bortfall;
mod dokument;
mod letter;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use crate::attempt::{Cx, Grunnlag, Routine, ugjorte};
use crate::routine::enhet;
use crate::routine::vg3::forarbeid;
use rules::{Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A116",
    name: "prove_oppmelding",
    manifest: include_str!("../../../../jobs/5A116.toml"),
    reasons: REASONS,
    bounds: rules::BOUNDS,
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Kontrakter,
    forarbeid: &[&forarbeid::KONTRAKTER],
    letters: &["oppmelding"],
    still_due: Some(bortfall::bortfall),
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let binds = [cx.scope.fylke.as_str().into()];
    let kontrakter = ugjorte(cx, rows::KANDIDATER, &binds)?;
    cx.each(enhet::kontrakt, &kontrakter, |chunk, ids| {
        let rader = rows::load(chunk, ids)?;
        let asof = chunk.scope.asof;
        let meldes = chunk.sort(rader, |rad| rules::decide(&rad.kontrakt, &params, asof));
        writes::meld_opp(chunk, &meldes)
    })
}
