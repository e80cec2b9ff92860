//! TILBSK forslag with their wishes, schools and contracts.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::Sak;
use crate::attempt::{Chunk, Unit};
use crate::domain::{Key, Onskestatus};
use crate::routine::Fag;
use crate::routine::vg3::{SVAR, SvarRad, TILSTAND, Tilstand, VG3_FORSLAG, skolear};
use crate::routine::{SKOLE, Skole};
use crate::store::load as query;
use crate::store::row;

pub struct Rad {
    pub sak: Sak,
    pub skole: Skole,
    pub fag: Fag,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Soker(self.sak.soker)
    }
}

row! {
    struct Row {
        soker_id: i64,
        person_id: i64,
        forslag_id: i64,
        runde: i64,
        onskenr: i64,
        overfort: Option<NaiveDate>,
        oppstart: Option<NaiveDate>,
        onske_status: Onskestatus,
        programomrade: String,
        #[diesel(embed)]
        fag: Fag,
        #[diesel(embed)]
        skole: Skole,
        #[diesel(embed)]
        svar: SvarRad,
        #[diesel(embed)]
        tilstand: Tilstand,
        har_fra_forslaget: bool,
        onske_endret: bool,
        lopende_fra_forslaget: bool,
        har_samme_fag: bool,
        har_e_i_annet_fag: bool,
    }
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    // Under behandling or running on the date, in the same or another fag.
    let open = "x.person_id = s.person_id AND x.laretid_til >= $2
          AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > $2)";
    let sql = format!(
        "SELECT s.id AS soker_id, s.person_id, f.id AS forslag_id, f.runde, o.onskenr, f.overfort,
          COALESCE(f.oppstart, t.oppstart) AS oppstart, o.status AS onske_status, o.programomrade, po.navn_nb AS fag_nb, po.navn_nn AS fag_nn, {SKOLE},
          {}, {TILSTAND}, EXISTS (SELECT 1 FROM kontrakt x WHERE x.forslag_id = f.id) AS har_fra_forslaget,
          (o.programomrade <> f.programomrade OR o.skolenr IS DISTINCT FROM f.skolenr) AS onske_endret,
          EXISTS (SELECT 1 FROM kontrakt x WHERE x.forslag_id = f.id
            AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > $2)) AS lopende_fra_forslaget,
          EXISTS (SELECT 1 FROM kontrakt x WHERE {open}
            AND substr(x.programomrade, 1, 6) = substr(o.programomrade, 1, 6)) AS har_samme_fag,
          EXISTS (SELECT 1 FROM kontrakt x WHERE {open} AND x.kontraktstype = 'E'
            AND substr(x.programomrade, 1, 6) <> substr(o.programomrade, 1, 6)) AS har_e_i_annet_fag
         FROM soker s {VG3_FORSLAG} {SVAR} LEFT JOIN skole k ON k.skolenr = o.skolenr
         LEFT JOIN skoletilbud t ON t.skolear = s.soknadsar AND t.skolenr = o.skolenr
          AND t.grunnkode = substr(f.programomrade, 1, 6)
         JOIN programomrade po ON po.kode = COALESCE(f.onsket_programomrade, o.programomrade)
         WHERE s.id = ANY($1) AND f.status = 'TILBSK' ORDER BY s.id",
        SvarRad::COLUMNS
    );
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> = query(chunk.db, &sql, &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
    Ok(rows.into_iter().map(Rad::from).collect())
}

impl From<Row> for Rad {
    fn from(r: Row) -> Self {
        let sak = Sak {
            soker: r.soker_id,
            onskenr: r.onskenr,
            runde: r.runde,
            person: r.person_id,
            forslag: r.forslag_id,
            overfort: r.overfort.is_some(),
            oppstart: r.oppstart,
            onske_status: r.onske_status,
            programomrade: r.programomrade,
            takket_nei: r.svar.svarene().nei(),
            tilstand: r.tilstand,
            har_fra_forslaget: r.har_fra_forslaget,
            onske_endret: r.onske_endret,
            lopende_fra_forslaget: r.lopende_fra_forslaget,
            har_samme_fag: r.har_samme_fag,
            har_e_i_annet_fag: r.har_e_i_annet_fag,
        };
        Rad { sak, skole: r.skole, fag: r.fag }
    }
}
