//! 5A115 Opprett VG3-forslag, step (1): a general offer of Vg3 in school to qualified applicants without a læreplass.

mod dokument;
mod letter;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;
use chrono::NaiveDate;

use super::{Cx, Refusal, Routine, Verdict, ugjorte};
use crate::clock::oslo_day_of;
use rules::{Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A115",
    name: "vg3_forslag",
    reasons: REASONS,
    check: |table| super::params::<Params>(table)?.check(),
    body,
    still_due: None,
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let svarfrist = params.svarfrist(cx.scope.asof)?;
    guard(cx, svarfrist, &params)?;
    if params.er_sent(cx.scope.asof, cx.scope.soknadsar) {
        tracing::warn!(asof = %cx.scope.asof, "offers made after {}", params.siste_dato);
    }
    let binds = [cx.scope.fylke.as_str().into(), cx.scope.soknadsar.into()];
    let sokere = ugjorte(cx, rows::KANDIDATER, &binds)?;
    cx.each("soker", &sokere, |chunk, ids| {
        let mut tilbud = vec![];
        for rad in rows::load(chunk, ids)? {
            match rules::decide(&rad.soker, &params) {
                Verdict::Act(t) => tilbud.push((rad, t)),
                Verdict::Unchanged => chunk.unchanged(),
                Verdict::Leave(grunn, detail) => chunk.left(rad.soker.unit(), grunn.code(), detail),
            }
        }
        writes::forslag(chunk, &tilbud, svarfrist)
    })
}

/// A letter must not promise a deadline that has passed, nor, from a run that came late, one that leaves hardly any time.
fn guard(cx: &Cx, svarfrist: NaiveDate, params: &Params) -> Result<()> {
    let today = oslo_day_of(cx.scope.now);
    let left = (svarfrist - today).num_days();
    let why = match left {
        _ if svarfrist < today.max(cx.scope.asof) => {
            Some(format!("the deadline for answering, {svarfrist}, has passed"))
        }
        _ if left < params.dager_igjen_min() => {
            Some(format!("only {left} days are left to answer by {svarfrist} (`svarfrist_dager_min`)"))
        }
        _ => None,
    };
    if let Some(why) = why {
        let counted = Params { svarfrist: String::new(), ..params.clone() }.svarfrist(today)?;
        return Err(Refusal { why, with: Some(("svarfrist", counted.to_string())) }.into());
    }
    Ok(())
}
