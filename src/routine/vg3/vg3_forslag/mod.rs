//! 5A115 Opprett VG3-forslag, step (1): a general offer of Vg3 in school to qualified applicants without a læreplass.

mod dokument;
mod letter;
pub mod params;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;
use chrono::NaiveDate;

use super::bortfall;
use crate::attempt::{Cx, Grunnlag, Refusal, Routine, ugjorte};
use crate::domain::counted;
use crate::domain::frist::arsdag;
use crate::oslo;
use crate::routine::enhet;
use crate::routine::vg3::inntak;
use params::Params;
use rules::{Grunn, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A115",
    name: "vg3_forslag",
    manifest: include_str!("../../../../jobs/5A115.toml"),
    reasons: REASONS,
    bounds: params::BOUNDS,
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Sokere,
    inntak: &[&inntak::ONSKER, &inntak::RETTER, &inntak::SKOLEGANG],
    letters: &["tilbud", "ikke_kvalifisert"],
    still_due: Some(bortfall),
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let svarfrist = params.svarfrist(cx.scope.asof, cx.scope.soknadsar)?;
    guard(cx, svarfrist, &params)?;
    if params.er_sent(cx.scope.asof, cx.scope.soknadsar) {
        let (asof, siste) = (cx.scope.asof, arsdag("siste_dato", &params.siste_dato, cx.scope.soknadsar)?);
        tracing::warn!(%asof, "offers made after {siste} (`siste_dato`)");
    }
    let binds = [cx.scope.fylke.as_str().into(), cx.scope.soknadsar.into()];
    let sokere = ugjorte(cx, rows::KANDIDATER, &binds)?;
    cx.each(enhet::soker, &sokere, |chunk, ids| {
        let (asof, soknadsar) = (chunk.scope.asof, chunk.scope.soknadsar);
        let rader = rows::load(chunk, ids)?;
        let decide = |rad: &rows::Rad| rules::decide(&rad.soker, &params, asof, soknadsar);
        let tilbud = chunk.sort_with_letters(rader, decide, |chunk, rad, grunn, detail| {
            if grunn == Grunn::IkkeKvalifisert && params.brev_ikke_kvalifisert {
                letter::ikke_kvalifisert(chunk, rad, detail)
            } else {
                Ok(String::new())
            }
        })?;
        writes::forslag(chunk, &tilbud, svarfrist)
    })
}

/// A letter must not promise a deadline that has passed, nor, from a run that came late, one that leaves hardly any time; and a
/// county may have a first day. All that stands in the way is told at once, with what would let it run.
fn guard(cx: &Cx, svarfrist: NaiveDate, params: &Params) -> Result<()> {
    let (asof, today) = (cx.scope.asof, oslo::day_of(cx.scope.now));
    let (mut why, mut with) = (vec![], vec![]);
    if let Some(tidligste) = params.tidligste(cx.scope.soknadsar)?.filter(|t| asof < *t) {
        why.push(format!("the county's first day for offers is {tidligste} (`tidligste`)"));
        with.push(("tidligste", asof.format("%m-%d").to_string()));
    }
    if let Some(late) = too_late(svarfrist, today.max(asof), params) {
        why.push(late);
        with.extend(params.svarfrist_fra(today.max(asof)).map(|day| ("svarfrist", day.to_string())));
    }
    if why.is_empty() {
        return Ok(());
    }
    Err(Refusal { why: why.join("; and "), with }.within(params::BOUNDS, cx.scope.soknadsar).into())
}

/// Why an offer that leaves on this day would come too late to be answered.
fn too_late(svarfrist: NaiveDate, day: NaiveDate, params: &Params) -> Option<String> {
    let left = (svarfrist - day).num_days();
    if left < 0 {
        return Some(format!("the deadline for answering, {svarfrist}, has passed"));
    }
    (left < params.dager_igjen_min()).then(|| {
        format!("only {} left to answer by {svarfrist} (`svarfrist_dager_min`)", counted(left, "day"))
    })
}
