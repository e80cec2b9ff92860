//! 5A106 Kontraktsopprettelser: a type E contract, under behandling, for each place written on a wish.

mod letter;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use super::bortfall;
use crate::attempt::{Cx, Grunnlag, Routine, ugjorte};
use crate::routine::enhet;
use crate::routine::vg3::forarbeid;
use rules::{Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A106",
    name: "kontrakt_opprettelse",
    manifest: include_str!("../../../../jobs/5A106.toml"),
    reasons: REASONS,
    bounds: rules::BOUNDS,
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Sokere,
    forarbeid: &[&forarbeid::TILBUD, &forarbeid::PLASSER],
    letters: &["kontrakt"],
    still_due: Some(bortfall),
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let binds = [cx.scope.fylke.as_str().into(), cx.scope.soknadsar.into()];
    let sokere = ugjorte(cx, &rows::kandidater(), &binds)?;
    cx.each(enhet::soker, &sokere, |chunk, ids| {
        let rader = rows::load(chunk, ids)?;
        let nye = chunk.sort(rader, |rad| rules::decide(&rad.sak, &params));
        writes::kontrakter(chunk, &nye, &params)
    })
}
