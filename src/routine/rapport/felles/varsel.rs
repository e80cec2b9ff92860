//! A letter of the round to the faglige ledere who still lack something, kept as a row so that nobody gets it twice.

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::rules::{self, Grunn, Params, Sak};
use super::{KANDIDATER, Leder, Runde, Skjema, ledere, lederlos};
use crate::attempt::{Chunk, Cx, Draft, Scope, Unit, Verdict, ugjorte};
use crate::domain::{Key, Malform};
use crate::journal::Change;
use crate::oslo;
use crate::outbox::Brevmal;
use crate::routine::enhet;

/// One of the round's letters.
pub struct Brev {
    /// As `rapport_varsel` keeps it.
    pub varsel: String,
    pub purpose: &'static str,
    /// From this day another letter takes its place.
    pub erstattes: Option<NaiveDate>,
    pub text: &'static Brevmal,
}

/// Writes to every faglig leder who may answer a form in the county and has one that is not sent in; tells of the forms
/// that nobody may answer.
///
/// # Errors
/// As `Cx::each`.
pub fn skriv(cx: &mut Cx, runde: &Runde, brev: &Brev, params: &Params) -> Result<()> {
    let binds = [cx.scope.fylke.as_str().into(), runde.ar.into(), brev.varsel.as_str().into()];
    let ids = ugjorte(cx, KANDIDATER, &binds)?;
    // A late run judges by the day it is run: whoever has answered meanwhile gets nothing.
    let i_dag = cx.scope.asof.max(oslo::day_of(cx.scope.now));
    lederlos::fortell(cx, runde, i_dag)?;
    cx.each(enhet::leder, &ids, |chunk, ids| {
        let mut mangler = vec![];
        for leder in ledere(chunk.db, &chunk.scope.fylke, runde.ar, i_dag, ids)? {
            let hindring = leder.person.mottaker(chunk.scope, &leder.unit()).hindring().map(|h| h.code());
            let (svarfrist, erstattes, skjemaer) =
                (runde.svarfrist, brev.erstattes, leder.skjemaer.as_slice());
            let sak = Sak { i_dag, svarfrist, erstattes, hindring, skjemaer };
            let uhindret = rules::decide(&Sak { hindring: None, ..sak }, params.bare_primar);
            if let (Some(_), Verdict::Act(which)) = (hindring, &uhindret) {
                // It waits in the outbox until there is an address.
                skriv_til(chunk, runde, brev, &leder, which)?;
            }
            match rules::decide(&sak, params.bare_primar) {
                Verdict::Act(which) => mangler.push((leder, which)),
                Verdict::Unchanged => chunk.unchanged(),
                Verdict::Leave(grunn, detail) => chunk.left(leder.unit(), grunn, detail),
            }
        }
        varslet(chunk, runde, brev, &mangler)
    })
}

/// Keeps that these persons have had a letter.
///
/// # Errors
/// Somebody else wrote to one of them just now.
pub fn behold(chunk: &mut Chunk, ar: i64, varsel: &str, personer: &[i64]) -> Result<()> {
    let Scope { fylke, asof, .. } = chunk.scope;
    chunk
        .rows()
        .same("ar", ar)
        .same("fylkesnr", fylke.as_str())
        .same("varsel", varsel)
        .same("dato", *asof)
        .int("person_id", personer.iter().copied())
        .every("letters")
        .insert(chunk.db, "rapport_varsel", "ON CONFLICT (ar, fylkesnr, person_id, varsel) DO NOTHING")?;
    Ok(())
}

/// The change that a letter of the round makes.
pub fn endring(scope: &Scope, ar: i64, varsel: &str, person: i64) -> Change {
    let key = format!("{ar}/{}/{varsel}/{}", scope.fylke, Key::Leder(person));
    Change::create("rapport_varsel", key, json!({"dato": scope.asof}))
}

fn varslet(chunk: &mut Chunk, runde: &Runde, brev: &Brev, mangler: &[(Leder, Vec<usize>)]) -> Result<()> {
    let personer: Vec<_> = mangler.iter().map(|(l, _)| l.id).collect();
    behold(chunk, runde.ar, &brev.varsel, &personer)?;
    for (leder, which) in mangler {
        skriv_til(chunk, runde, brev, leder, which)?;
        let change = endring(chunk.scope, runde.ar, &brev.varsel, leder.id);
        chunk.acted(leder.unit(), Grunn::Varslet, format!("skjema={}", which.len()), vec![change]);
    }
    Ok(())
}

fn skriv_til(chunk: &mut Chunk, runde: &Runde, brev: &Brev, leder: &Leder, which: &[usize]) -> Result<()> {
    let unit = leder.unit();
    let to = leder.person.mottaker(chunk.scope, &unit);
    let skjemaer: Vec<_> = which.iter().map(|n| linje(&leder.skjemaer[*n], to.malform)).collect();
    let values = json!({
        "navn": to.navn,
        "ar": runde.ar,
        "alt_besvart": which.iter().all(|n| leder.skjemaer[*n].er_besvart()),
        "svarfrist": to.malform.date(runde.svarfrist),
        "innlogging": runde.innlogging,
        "avsender": chunk.scope.avsender(),
        "skjemaer": skjemaer,
        "siste": brev.erstattes.is_none(),
    });
    let (purpose, sak, frist) = (brev.purpose, &runde.ar.to_string(), Some(runde.svarfrist));
    chunk.letter(&Draft { unit: &unit, purpose, sak, to: &to, text: brev.text, frist }, values)?;
    Ok(())
}

fn linje(s: &Skjema, malform: Malform) -> Value {
    let fag = s.fag.i_setning(malform);
    json!({"fag": fag, "bedrift": s.bedrift, "besvart": s.besvart, "obligatoriske": s.obligatoriske})
}
