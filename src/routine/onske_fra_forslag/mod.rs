//! 5A122 Oppdatere ønske fra VG3-forslag, step (4): the wish becomes the place that was given and accepted.

mod rows;
pub mod rules;
mod writes;

use anyhow::Result;

use super::{Cx, Routine, SVAR, VG3_FORSLAG, Verdict, ugjorte};
use rules::{Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "5A122",
    name: "onske_fra_forslag",
    reasons: REASONS,
    check: |table| super::params::<Params>(table).map(drop),
    body,
    still_due: None,
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let sql = format!(
        "SELECT s.id, CASE WHEN ask.svar = 'N' THEN o.status = 'P_NEISK' ELSE f.overfort IS NOT NULL END AS gjort \
         FROM soker s {VG3_FORSLAG} {SVAR} \
         WHERE s.fylkesnr = $1 AND s.soknadsar = $2 AND f.status = 'TILBSK' ORDER BY s.id"
    );
    let binds = [cx.scope.fylke.as_str().into(), cx.scope.soknadsar.into()];
    let sokere = ugjorte(cx, &sql, &binds)?;
    cx.each("soker", &sokere, |chunk, ids| {
        let mut overfores = vec![];
        for rad in rows::load(chunk, ids)? {
            match rules::decide(&rad, &params) {
                Verdict::Act(nytt) => overfores.push((rad, nytt)),
                Verdict::Unchanged => chunk.unchanged(),
                Verdict::Leave(grunn, detail) => chunk.left(rad.unit(), grunn.code(), detail),
            }
        }
        writes::overfor(chunk, &overfores)
    })
}
