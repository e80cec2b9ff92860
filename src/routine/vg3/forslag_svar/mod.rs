//! 5A119 Oppdatere svar på forslag om VG3 i skole, step (2): answers from the web and the county become the answer in force.

mod dokument;
mod letter;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use crate::attempt::{Cx, Grunnlag, Routine, Unit, Verdict, with_letter};
use crate::oslo;
use crate::routine::enhet;
use crate::routine::vg3::forarbeid;
use rules::{Forgjeves, Grunn, Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A119",
    name: "forslag_svar",
    manifest: include_str!("../../../../jobs/5A119.toml"),
    reasons: REASONS,
    bounds: rules::BOUNDS,
    body,
    reads: rows::READS,
    grunnlag: Grunnlag::Sokere,
    forarbeid: &[&forarbeid::TILBUD],
    letters: &["kvittering", "for_sent", "fylket_har_svart"],
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    // The end of the date, or the run's own instant on the day itself.
    let until = oslo::end_of_day(cx.scope.asof).min(cx.scope.now);
    let sokere = rows::med_nye_svar(cx.db, &cx.scope, until)?;
    cx.each(enhet::soker, &sokere, |chunk, ids| {
        let (mut merker, mut nye) = (vec![], vec![]);
        for sak in rows::load(chunk, ids, until)? {
            let dom = rules::decide(&sak.svar, &params);
            let skriv = |f: &&Forgjeves| match f.grunn {
                Grunn::ForSent => params.brev_for_sent,
                // Where both say the same there is nothing to tell.
                _ => !f.som_onsket(),
            };
            let brev = letter::forgjeves(chunk, &sak, dom.forgjeves.iter().filter(skriv))?;
            match &dom.verdict {
                Verdict::Act(_) => {}
                Verdict::Unchanged => chunk.unchanged(),
                Verdict::Leave(grunn, detail) => chunk.left(sak.unit(), *grunn, with_letter(detail, &brev)),
            }
            merker.extend(dom.merker);
            if let Verdict::Act(svar) = dom.verdict {
                nye.push((sak, svar));
            }
        }
        writes::merk(chunk, &merker)?;
        writes::svar(chunk, &nye)
    })
}
