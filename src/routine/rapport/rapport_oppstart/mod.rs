//! AR-OPPSTART: the round begins; each faglig leder who may answer is told, once (FACT S1: 6 January 2026).

use std::sync::LazyLock;

use anyhow::Result;

use super::felles::rules::{Params, REASONS};
use super::{Brev, READS, ROLLER, Runde, bortfall, skriv};
use crate::attempt::{Cx, Grunnlag, Routine};
use crate::outbox::{Brevmal, brevmal};

static OPPSTART: LazyLock<Brevmal> = brevmal!("oppstart");

pub const ROUTINE: Routine = Routine {
    code: "AR-OPPSTART",
    name: "rapport_oppstart",
    manifest: include_str!("../../../../jobs/AR-OPPSTART.toml"),
    reasons: REASONS,
    bounds: super::felles::rules::BOUNDS,
    body,
    reads: READS,
    grunnlag: Grunnlag::Skjemaer,
    inntak: &[&ROLLER],
    letters: &["oppstart"],
    still_due: Some(bortfall),
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let runde = Runde::of(cx, |r| r.kjoredato, "the start")?;
    // From the first reminder on, that letter says the same and more.
    let erstattes = runde.erstattes(0);
    let brev = Brev { varsel: "OPPSTART".into(), purpose: "oppstart", erstattes, text: &OPPSTART };
    skriv(cx, &runde, &brev, &params)
}
