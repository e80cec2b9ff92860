//! AR-PAMINN: reminds each faglig leder who still lacks a form; the first reminder from 3 February, the second from the
//! 17th (FACT S1). Which of them a run sends follows from its date, so a late first is superseded by the second.
//!
//! One more is a line in the list below, its two texts beside this file, and a date in `jobs/AR-PAMINN.toml`; the day of a
//! round itself is a county's (`flere_paminninger` of `rapport_runde`). No county is known to send a third: its texts are ASSUMED.

use std::sync::LazyLock;

use anyhow::Result;

use super::felles::rules::{Params, REASONS};
use super::{Brev, READS, ROLLER, Runde, bortfall, skriv};
use crate::attempt::{Cx, Grunnlag, Routine};
use crate::outbox::{Brevmal, brevmal};

macro_rules! paminninger {
    ($($name:literal),+ $(,)?) => {
        /// The reminders in order, as their letters' purposes and texts are called.
        pub const PAMINNINGER: &[&str] = &[$($name),+];
        static TEKSTER: [LazyLock<Brevmal>; PAMINNINGER.len()] = [$(brevmal!($name)),+];
    };
}
paminninger!["paminning1", "paminning2", "paminning3"];

const _: () = assert!(PAMINNINGER.len() <= 9, "the database keeps PAMINN1 to PAMINN9");

pub const ROUTINE: Routine = Routine {
    code: "AR-PAMINN",
    name: "rapport_paminning",
    manifest: include_str!("../../../../jobs/AR-PAMINN.toml"),
    reasons: REASONS,
    bounds: super::felles::rules::BOUNDS,
    body,
    reads: READS,
    grunnlag: Grunnlag::Skjemaer,
    inntak: &[&ROLLER],
    letters: PAMINNINGER,
    still_due: Some(bortfall),
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let runde = Runde::of(cx, |r| r.paminning1, "the first reminder")?;
    runde.ensure_flere()?;
    let nr = runde.paminninger().into_iter().take_while(|day| *day <= cx.scope.asof).count();
    let (purpose, text) = (PAMINNINGER[nr - 1], &TEKSTER[nr - 1]);
    let brev = Brev { varsel: format!("PAMINN{nr}"), purpose, erstattes: runde.erstattes(nr), text };
    skriv(cx, &runde, &brev, &params)
}
