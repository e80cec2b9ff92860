//! 5A120 Oppdatere gen. VG3 til skoletilbud, step (3): those who said yes are given a school, as far as there is room.

mod dokument;
mod letter;
pub mod params;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;
use chrono::NaiveDate;

use super::bortfall;
use crate::attempt::{Chunk, Cx, Grunnlag, Routine, Unit, Verdict, with_letter};
use crate::routine::enhet;
use crate::routine::vg3::forarbeid;
use params::Params;
use rules::{Grunn, REASONS, Skritt};

pub const ROUTINE: Routine = Routine {
    code: "5A120",
    name: "forslag_skoletilbud",
    manifest: include_str!("../../../../jobs/5A120.toml"),
    reasons: REASONS,
    bounds: params::BOUNDS,
    check: |table| crate::attempt::params::<Params>(table).and_then(|p| p.check()),
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Sokere,
    inntak: &[],
    forarbeid: &[&forarbeid::TILBUD],
    letters: &["skoletilbud", "uten_plass"],
    still_due: Some(bortfall),
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    for full in rows::plasser(cx.db, &cx.scope)?.iter().filter(|p| p.ledig < 0) {
        let (skole, fag) = (&full.skolenr, &full.grunnkode);
        tracing::warn!(
            skole,
            fag,
            over = -full.ledig,
            "more places are given out at {skole} in {fag} than there are"
        );
    }
    let (soknadsar, senest) = (cx.scope.soknadsar, params.oppstart_senest(cx.scope.soknadsar)?);
    let mut kandidater = rows::kandidater(cx.db, &cx.scope)?;
    let alle = kandidater.len();
    kandidater.retain(|k| !k.har_plass || k.frigis);
    cx.pass_over(alle - kandidater.len());
    kandidater.sort_by_key(|k| params::plass_i_koen(k, &params, soknadsar));
    let sokere: Vec<i64> = kandidater.iter().map(|k| k.soker).collect();
    cx.each(enhet::soker, &sokere, |chunk, ids| {
        let (asof, rader) = (chunk.scope.asof, rows::load(chunk, ids)?);
        let (mut frigitt, mut ko) = (vec![], vec![]);
        for rad in rader {
            match rules::uten_plass(&rad.forslag, &params, asof) {
                Some(Verdict::Act(Skritt::Frigitt(hvorfor))) => frigitt.push((rad, hvorfor)),
                _ => ko.push(rad),
            }
        }
        writes::frigi(chunk, &frigitt)?;
        fordel(chunk, ko, &params, senest)
    })
}

/// Gives out the places there are, in the order of the queue.
fn fordel(chunk: &mut Chunk, ko: Vec<rows::Rad>, params: &Params, senest: Option<NaiveDate>) -> Result<()> {
    let asof = chunk.scope.asof;
    // Counting the places takes longer than a whole chunk of those who have one.
    let venter = ko.iter().any(|r| rules::uten_plass(&r.forslag, params, asof).is_none());
    let mut plasser = if venter { rows::plasser(chunk.db, chunk.scope)? } else { vec![] };
    let mut tildelt = vec![];
    for rad in ko {
        match rules::decide(&rad.forslag, &mut plasser, params, asof, senest) {
            Verdict::Act(Skritt::Tildelt(plass)) => tildelt.push((rad, plass)),
            Verdict::Act(Skritt::Frigitt(_)) | Verdict::Unchanged => chunk.unchanged(),
            Verdict::Leave(grunn, detail) => {
                let uten = matches!(grunn, Grunn::IngenKapasitet | Grunn::OppstartForSent);
                let brev = if uten && params.brev_uten_plass {
                    letter::uten_plass(chunk, &rad)?
                } else {
                    String::new()
                };
                chunk.left(rad.unit(), grunn, with_letter(&detail, &brev));
            }
        }
    }
    writes::tildel(chunk, &tildelt, params)
}
