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
use crate::clock::oslo_day_of;
use crate::domain::counted;
use crate::routine::enhet;
use params::Params;
use rules::{Grunn, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A115",
    name: "vg3_forslag",
    manifest: include_str!("../../../../jobs/5A115.toml"),
    reasons: REASONS,
    check: |table| crate::attempt::params::<Params>(table)?.check(),
    body,
    grunnlag: Grunnlag::Sokere,
    letters: &["tilbud", "ikke_kvalifisert"],
    still_due: Some(bortfall),
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let svarfrist = params.svarfrist(cx.scope.asof, cx.scope.soknadsar)?;
    guard(cx, svarfrist, &params)?;
    if params.er_sent(cx.scope.asof, cx.scope.soknadsar) {
        tracing::warn!(asof = %cx.scope.asof, "offers made after {}", params.siste_dato);
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

/// A letter must not promise a deadline that has passed, nor, from a run that came late, one that leaves hardly any time.
fn guard(cx: &Cx, svarfrist: NaiveDate, params: &Params) -> Result<()> {
    let (asof, today) = (cx.scope.asof, oslo_day_of(cx.scope.now));
    if let Some(tidligste) = params.tidligste(cx.scope.soknadsar)?.filter(|t| asof < *t) {
        let why = format!("the county's first day for offers is {tidligste} (`tidligste`)");
        return Err(Refusal { why, with: Some(("tidligste", String::new())) }.into());
    }
    let left = (svarfrist - today).num_days();
    let why = match left {
        _ if svarfrist < today.max(asof) => format!("the deadline for answering, {svarfrist}, has passed"),
        _ if left < params.dager_igjen_min() => {
            format!("only {} left to answer by {svarfrist} (`svarfrist_dager_min`)", counted(left, "day"))
        }
        _ => return Ok(()),
    };
    let with = params.svarfrist_fra(today).map(|day| ("svarfrist", day.to_string()));
    Err(Refusal { why, with }.into())
}
