//! AR-PAMINN: reminds each faglig leder who still lacks a form; the first reminder from 3 February, the second from the
//! 17th (FACT S1). Which of the two a run sends follows from its date, so a late first is superseded by the second.

use std::sync::LazyLock;

use anyhow::Result;

use super::felles::rules::{Params, REASONS};
use super::{Brev, READS, Runde, bortfall, skriv};
use crate::attempt::{Cx, Grunnlag, Routine};
use crate::outbox::{Brevmal, brevmal};

static FORSTE: LazyLock<Brevmal> = brevmal!("paminning1");
static ANDRE: LazyLock<Brevmal> = brevmal!("paminning2");

pub const ROUTINE: Routine = Routine {
    code: "AR-PAMINN",
    name: "rapport_paminning",
    manifest: include_str!("../../../../jobs/AR-PAMINN.toml"),
    reasons: REASONS,
    bounds: super::felles::rules::BOUNDS,
    body,
    reads: READS,
    grunnlag: Grunnlag::Skjemaer,
    letters: &["paminning1", "paminning2"],
    still_due: Some(bortfall),
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let runde = Runde::of(cx, |r| r.paminning1, "the first reminder")?;
    let brev = if cx.scope.asof >= runde.paminning2 {
        Brev { varsel: "PAMINN2", purpose: "paminning2", erstattes: None, text: &ANDRE }
    } else {
        let erstattes = Some(runde.paminning2);
        Brev { varsel: "PAMINN1", purpose: "paminning1", erstattes, text: &FORSTE }
    };
    skriv(cx, &runde, &brev, &params)
}
