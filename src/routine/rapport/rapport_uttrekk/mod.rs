//! AR-UTTREKK: one form per county, company and lærefag with a contract that counted on the reference date (FACT S1).
//! Adds, never removes: a form begun or sent stays, whatever becomes of its contracts.

pub mod rules;
mod writes;

use anyhow::Result;

use super::{AV_KONTRAKTER, KONTRAKTER, Runde, for_kontrakter};
use crate::attempt::{Cx, Grunnlag, Routine, ugjorte};
use crate::domain::rapport;
use crate::routine::enhet;
use rules::{Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "AR-UTTREKK",
    name: "rapport_uttrekk",
    manifest: include_str!("../../../../jobs/AR-UTTREKK.toml"),
    reasons: REASONS,
    bounds: rules::BOUNDS,
    body,
    reads: &[("kandidater", kandidater), ("kontrakter", AV_KONTRAKTER)],
    grunnlag: Grunnlag::Kontrakter,
    ..Routine::with::<Params>()
};

fn kandidater() -> String {
    format!(include_str!("kandidater.sql"), KONTRAKTER = KONTRAKTER)
}

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let runde = Runde::of(cx, |r| r.kjoredato, "the extract")?;
    let binds = [cx.scope.fylke.as_str().into(), rapport::forste_dag(runde.ar).into(), runde.ar.into()];
    let kontrakter = ugjorte(cx, &kandidater(), &binds)?;
    cx.each(enhet::kontrakt, &kontrakter, |chunk, ids| {
        let rader = for_kontrakter(chunk, &runde, chunk.scope.asof, ids)?;
        let med = chunk.sort(rader, |rad| rules::decide(rad, runde.referansedato, &params));
        let med: Vec<_> = med.into_iter().map(|(rad, ())| rad).collect();
        writes::skjemaer(chunk, &runde, &med)
    })
}
