//! TILBSKG -> TILBSK with a place, and back where the place is free again.

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::dokument;
use super::letter;
use super::params::Params;
use super::rows::Rad;
use super::rules::{Grunn, Tildelt};
use crate::attempt::{Chunk, Unit};
use crate::domain::{Hendelse, Trinn};
use crate::journal::Change;

pub fn tildel(chunk: &mut Chunk, tildelt: &[(Rad, Tildelt)], params: &Params) -> Result<()> {
    let frist = params.svarfrist_skole(chunk.scope.asof);
    chunk
        .rows()
        .int("id", tildelt.iter().map(|(r, _)| r.forslag.id))
        .text("skolenr", tildelt.iter().map(|(_, t)| t.skolenr.clone()))
        .date("oppstart", tildelt.iter().map(|(_, t)| t.oppstart))
        .same("frist", frist)
        .every("forslag")
        .execute(
            chunk.db,
            "UPDATE forslag SET status = 'TILBSK', skolenr = v.skolenr, oppstart = v.oppstart, \
             svarfrist_skole = v.frist, attempt_id = v.attempt_id FROM {rows} \
             WHERE forslag.id = v.id AND forslag.status = 'TILBSKG'",
        )?;
    tildelt.iter().try_for_each(|(rad, t)| meld(chunk, rad, t, frist))
}

fn meld(chunk: &mut Chunk, rad: &Rad, t: &Tildelt, frist: Option<NaiveDate>) -> Result<()> {
    let detail = letter::skoletilbud(chunk, rad, t, frist)?;
    // Where the county sets the school by hand no letter is written.
    let brev = t.skole.as_ref().and_then(|_| chunk.brevtekst());
    let skolenr = t.skolenr.as_deref().unwrap_or("-");
    chunk.deposit(Hendelse::Tilbud, format!("{}/{}/{skolenr}", rad.forslag.key, Trinn::Skole), |scope| {
        dokument::skoletilbud(scope, rad, t, frist, brev)
    });
    let after = json!({"status": Trinn::Skole, "skolenr": t.skolenr, "oppstart": t.oppstart});
    let change = Change::update("forslag", &rad.forslag.key, json!({"status": Trinn::Generelt}), after);
    chunk.acted(rad.unit(), Grunn::Tildelt, detail, vec![change]);
    Ok(())
}

/// What the wish already shows of the place, 5A122 takes back.
pub fn frigi(chunk: &mut Chunk, frigitt: &[(Rad, &'static str)]) -> Result<()> {
    chunk.rows().int("id", frigitt.iter().map(|(r, _)| r.forslag.id)).every("forslag").execute(
        chunk.db,
        "UPDATE forslag SET status = 'TILBSKG', skolenr = NULL, oppstart = NULL, svarfrist_skole = NULL, \
         attempt_id = v.attempt_id FROM {rows} WHERE forslag.id = v.id AND forslag.status = 'TILBSK'",
    )?;
    for (rad, hvorfor) in frigitt {
        let (before, after) =
            (json!({"status": Trinn::Skole}), json!({"status": Trinn::Generelt, "skolenr": null}));
        let change = Change::update("forslag", &rad.forslag.key, before, after);
        chunk.acted(rad.unit(), Grunn::Frigitt, (*hvorfor).to_owned(), vec![change]);
    }
    Ok(())
}
