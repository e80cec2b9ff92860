//! 5A120 Oppdatere gen. VG3 til skoletilbud, step (3): those who said yes are given a school, as far as there is room.

mod dokument;
mod letter;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use super::{Cx, Routine, Verdict, with_letter};
use rules::{Grunn, Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A120",
    name: "forslag_skoletilbud",
    reasons: REASONS,
    check: |table| super::params::<Params>(table).and_then(|p| p.check()),
    body,
    still_due: None,
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
    let mut kandidater = rows::kandidater(cx.db, &cx.scope)?;
    let alle = kandidater.len();
    kandidater.retain(|k| !k.har_plass);
    cx.pass_over(alle - kandidater.len());
    kandidater.sort_by_key(|k| rules::plass_i_koen(k, &params));
    let sokere: Vec<i64> = kandidater.iter().map(|k| k.soker).collect();
    cx.each("soker", &sokere, |chunk, ids| {
        let (asof, rader) = (chunk.scope.asof, rows::load(chunk, ids)?);
        // Counting the places takes longer than a whole chunk of those who have one.
        let venter = rader.iter().any(|r| rules::uten_plass(&r.forslag, &params, asof).is_none());
        let mut plasser = if venter { rows::plasser(chunk.db, chunk.scope)? } else { vec![] };
        let mut tildelt = vec![];
        for rad in rader {
            match rules::decide(&rad.forslag, &mut plasser, &params, asof) {
                Verdict::Act(plass) => tildelt.push((rad, plass)),
                Verdict::Unchanged => chunk.unchanged(),
                Verdict::Leave(grunn, detail) => {
                    let skriv = grunn == Grunn::IngenKapasitet && params.brev_uten_plass;
                    let brev = if skriv { letter::uten_plass(chunk, &rad)? } else { String::new() };
                    chunk.left(rad.unit(), grunn.code(), with_letter(&detail, &brev));
                }
            }
        }
        writes::tildel(chunk, &tildelt, &params)
    })
}
