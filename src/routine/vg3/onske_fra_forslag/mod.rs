//! 5A122 Oppdatere ønske fra VG3-forslag, step (4): the wish becomes the place that was given and accepted.

mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use crate::attempt::{Cx, Grunnlag, Routine, ids};
use crate::routine::enhet;
use crate::routine::vg3::forarbeid;
use rules::{Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A122",
    name: "onske_fra_forslag",
    manifest: include_str!("../../../../jobs/5A122.toml"),
    reasons: REASONS,
    bounds: rules::BOUNDS,
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Sokere,
    forarbeid: &[&forarbeid::TILBUD, &forarbeid::PLASSER],
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let sokere =
        ids(cx.db, &rows::kandidater(), &[cx.scope.fylke.as_str().into(), cx.scope.soknadsar.into()])?;
    cx.each(enhet::soker, &sokere, |chunk, ids| {
        let saker = rows::load(chunk, ids)?;
        let overfores = chunk.sort(saker, |sak| rules::decide(sak, &params));
        writes::overfor(chunk, &overfores)
    })
}
