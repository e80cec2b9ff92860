//! AR-SENDINN: each «Send inn» from VIGO Bedrift: the sent-in date is set once, and the report goes to the archive queue
//! where the county has set that up (FACT S1, 5S083). What lacks answers is refused, with what is missing.

mod dokument;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use super::Runde;
use crate::attempt::{Cx, Grunnlag, Routine};
use crate::oslo;
use crate::routine::behandle;
use crate::routine::enhet;
use rules::{Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "AR-SENDINN",
    name: "rapport_innsending",
    manifest: include_str!("../../../../jobs/AR-SENDINN.toml"),
    reasons: REASONS,
    bounds: rules::BOUNDS,
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Skjemaer,
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let runde = Runde::of(cx, |r| r.kjoredato, "the start")?;
    // The end of the date, or the run's own instant on the day itself.
    let until = oslo::end_of_day(cx.scope.asof).min(cx.scope.now);
    let skjemaer = rows::med_nye(cx.db, &cx.scope, runde.ar, until)?;
    cx.each(enhet::skjema, &skjemaer, |chunk, ids| {
        let mut behandlet = vec![];
        let rader = rows::load(chunk, ids, until)?;
        let innsendte = chunk.sort(rader, |rad| {
            let dom = rules::decide(&rad.sak, &runde, &params);
            behandlet.extend(dom.behandlet);
            dom.verdict
        });
        behandle(chunk, "rapport_innsending", "submissions", &behandlet)?;
        writes::innsendt(chunk, runde.ar, &innsendte)
    })
}
