//! AR-FOREL: months before the round, tells each faglig leder what is registered, and keeps what the county must mend
//! (FACT S1: 1 October 2025, for contracts that will be active on 1 December).

mod letter;
mod rows;
pub mod rules;
mod writes;

use anyhow::Result;
use chrono::NaiveDateTime;

use super::{AV_LEDERE, Runde, for_kontrakter, runder_av};
use crate::attempt::{Cx, Dropped, Grunnlag, Outgoing, Routine, Unit};
use crate::oslo;
use crate::routine::enhet;
use crate::store::Db;
use rules::{Grunn, Params, REASONS};

pub const ROUTINE: Routine = Routine {
    code: "AR-FOREL",
    name: "rapport_forelopig",
    manifest: include_str!("../../../../jobs/AR-FOREL.toml"),
    reasons: REASONS,
    bounds: rules::BOUNDS,
    body,
    reads: &[("kontrakter", AV_LEDERE)],
    grunnlag: Grunnlag::Kontrakter,
    letters: &["forelopig"],
    still_due: Some(bortfall),
    ..Routine::with::<Params>()
};

fn body(cx: &mut Cx) -> Result<()> {
    let params: Params = cx.params()?;
    let runde = Runde::of(cx, |r| r.varsel, "the preliminary notice")?;
    runde.ensure_not_begun(cx.scope.asof.max(oslo::day_of(cx.scope.now)))?;
    let uten_leder = rows::uten_leder(cx.db, &cx.scope, &runde)?;
    cx.each(enhet::kontrakt, &uten_leder, |chunk, ids| {
        let kontrakter = for_kontrakter(chunk, &runde, runde.kjoredato, ids)?;
        for k in rows::med_avvik(chunk, &runde, kontrakter)? {
            let dom = rules::uten_leder(&k, &runde, &params);
            writes::uten_leder(chunk, &runde, &k, dom)?;
        }
        Ok(())
    })?;
    let ledere = rows::kandidater(cx.db, &cx.scope, &runde)?;
    cx.each(enhet::leder, &ledere, |chunk, ids| {
        for leder in rows::ledere(chunk, &runde, ids)? {
            let hindring = leder.person.mottaker(chunk.scope, &leder.unit()).hindring().map(|h| h.code());
            let dom = rules::decide(&leder.kontrakter, leder.varslet, hindring, &runde, &params);
            writes::leder(chunk, &runde, &leder, dom)?;
        }
        Ok(())
    })
}

/// A notice that has lain until the round began tells nobody anything.
fn bortfall(db: &mut Db, letters: &[Outgoing], now: NaiveDateTime) -> Result<Vec<Dropped>> {
    let mut dropped = vec![];
    for (ar, letters) in runder_av(letters) {
        let runde = Runde::find(db, ar)?;
        if runde.is_some_and(|r| oslo::day_of(now) >= r.kjoredato) {
            let reason = Grunn::RundenHarBegynt.code();
            dropped.extend(letters.iter().map(|l| Dropped { id: l.id, reason }));
        }
    }
    Ok(dropped)
}
