//! Forms with how far they came.

use anyhow::Result;

use super::rules::Sak;
use crate::attempt::{Chunk, Unit};
use crate::domain::Key;
use crate::routine::rapport::GJELDER;
use crate::store::load as query;
use crate::store::row;

pub struct Rad {
    pub id: i64,
    unit: Key,
    pub sak: Sak,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        self.unit.clone()
    }
}

row! {
    struct Row {
        id: i64,
        orgnr: String,
        grunnkode: String,
        innsendt: bool,
        venter: bool,
        obligatoriske: i64,
        besvart: i64,
    }
}

const SQL: &str = "SELECT j.id, j.orgnr, j.grunnkode, j.innsendt_tid IS NOT NULL AS innsendt,
  EXISTS (SELECT 1 FROM rapport_innsending i WHERE i.skjema_id = j.id AND i.behandlet = 'NY' AND i.grunn IS NULL) AS venter,
  (SELECT count(*) FROM rapport_sporsmal q WHERE q.ar = j.ar AND q.obligatorisk AND {GJELDER}) AS obligatoriske,
  (SELECT count(*) FROM rapport_sporsmal q JOIN rapport_svar s ON s.sporsmal_nr = q.nr AND s.skjema_id = j.id
    WHERE q.ar = j.ar AND q.obligatorisk AND {GJELDER}) AS besvart
FROM rapport_skjema j WHERE j.id = ANY($1) ORDER BY j.id";

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let rows: Vec<Row> = query(chunk.db, &SQL.replace("{GJELDER}", GJELDER), &[ids.into()])?;
    let ar = chunk.scope.soknadsar;
    let rad = |r: Row| Rad {
        id: r.id,
        unit: Key::skjema(ar, &r.orgnr, &r.grunnkode),
        sak: Sak {
            innsendt: r.innsendt,
            venter: r.venter,
            obligatoriske: r.obligatoriske,
            besvart: r.besvart,
        },
    };
    Ok(rows.into_iter().map(rad).collect())
}
