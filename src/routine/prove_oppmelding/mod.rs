//! 5A116 Prøveoppmelding etter VG3 (category VX). The counties ask whether it should go: shipped switched off.

mod letter;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use super::{Cx, Routine, Verdict, ids};
use rules::{Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A116",
    name: "prove_oppmelding",
    reasons: REASONS,
    check: |table| super::params::<Params>(table).and_then(|p| p.check()),
    body,
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let sql = "SELECT id FROM kontrakt WHERE fylkesnr = $1 AND kontraktstype = 'E' ORDER BY id";
    let kontrakter = ids(cx.db, sql, &[cx.scope.fylke.as_str().into()])?;
    cx.each("kontrakt-id", &kontrakter, |chunk, ids| {
        let mut meldes = vec![];
        for rad in rows::load(chunk, ids)? {
            match rules::decide(&rad.kontrakt, &params, chunk.scope.asof) {
                Verdict::Act(prove) => meldes.push((rad, prove)),
                Verdict::Unchanged => chunk.unchanged(),
                Verdict::Leave(grunn, detail) => chunk.left(rad.kontrakt.unit(), grunn.code(), detail),
            }
        }
        writes::meld_opp(chunk, &meldes)
    })
}
