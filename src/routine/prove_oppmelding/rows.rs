//! Type E contracts with their tests and schooling.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text};

use super::rules::Kontrakt;
use crate::domain::Vitnesbyrd;
use crate::domain::kontrakt::Kontraktstid;
use crate::routine::{Chunk, SKOLE, Skole};
use crate::store::load as query;

pub struct Rad {
    /// person.id of the pupil.
    pub person: i64,
    pub kontrakt: Kontrakt,
    pub skole: Skole,
    pub fag_nb: String,
    pub fag_nn: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    person_id: i64,
    #[diesel(sql_type = Text)]
    kontraktsnr: String,
    #[diesel(sql_type = Text)]
    programomrade: String,
    #[diesel(sql_type = Date)]
    laretid_fra: NaiveDate,
    #[diesel(sql_type = Date)]
    laretid_til: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    godkjent_dato: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    avsluttet_dato: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    tillegg_meropplaring: bool,
    #[diesel(sql_type = Bool)]
    avbrudd: bool,
    #[diesel(sql_type = Nullable<Text>)]
    fstype: Option<String>,
    #[diesel(sql_type = Text)]
    navn_nb: String,
    #[diesel(sql_type = Text)]
    navn_nn: String,
    #[diesel(embed)]
    skole: Skole,
    #[diesel(sql_type = Nullable<Bool>)]
    fullfort: Option<bool>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_stryk_programfag: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_stryk_fellesfag: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_iv: Option<i64>,
    #[diesel(sql_type = Bool)]
    har_apen_prove: bool,
    #[diesel(sql_type = Bool)]
    har_bestatt: bool,
    #[diesel(sql_type = BigInt)]
    avholdte: i64,
    #[diesel(sql_type = BigInt)]
    siste_forsok: i64,
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let sql = format!(
        "SELECT x.id, x.person_id, x.kontraktsnr, x.programomrade, x.laretid_fra, x.laretid_til, x.godkjent_dato, x.avsluttet_dato,
          x.tillegg_meropplaring, po.fstype, po.navn_nb, po.navn_nn, {SKOLE},
          e.fullfort, e.fag_stryk_programfag, e.fag_stryk_fellesfag, e.fag_iv,
          EXISTS (SELECT 1 FROM kontrakt_avbrudd b WHERE b.kontrakt_id = x.id AND b.fra <= $2
            AND (b.til IS NULL OR b.til >= $2)) AS avbrudd,
          EXISTS (SELECT 1 FROM prove t WHERE t.kontrakt_id = x.id AND t.status <> 'AVHOLDT') AS har_apen_prove,
          EXISTS (SELECT 1 FROM prove t WHERE t.kontrakt_id = x.id AND t.provestatus IN ('B', 'BM')) AS har_bestatt,
          (SELECT count(*) FROM prove t WHERE t.kontrakt_id = x.id AND t.status = 'AVHOLDT') AS avholdte,
          COALESCE((SELECT max(t.forsok_nr) FROM prove t WHERE t.kontrakt_id = x.id), 0) AS siste_forsok
         FROM kontrakt x JOIN programomrade po ON po.kode = x.programomrade
         LEFT JOIN skole k ON k.skolenr = x.skolenr
         LEFT JOIN elevkurs e ON e.id = (SELECT y.id FROM elevkurs y WHERE y.person_id = x.person_id
           ORDER BY y.skolear DESC, substr(y.programomrade, 6, 1) DESC, y.id DESC LIMIT 1)
         WHERE x.id = ANY($1) ORDER BY x.id"
    );
    let rows: Vec<Row> = query(chunk.db, &sql, &[ids.into(), chunk.scope.asof.into()])?;
    Ok(rows.into_iter().map(Rad::from).collect())
}

impl From<Row> for Rad {
    fn from(r: Row) -> Self {
        let skolegang = r.fullfort.map(|fullfort| Vitnesbyrd {
            fullfort,
            stryk_programfag: r.fag_stryk_programfag.unwrap_or_default(),
            stryk_fellesfag: r.fag_stryk_fellesfag.unwrap_or_default(),
            iv: r.fag_iv.unwrap_or_default(),
        });
        let kontrakt = Kontrakt {
            id: r.id,
            kontraktsnr: r.kontraktsnr,
            programomrade: r.programomrade,
            tid: Kontraktstid {
                laretid_fra: r.laretid_fra,
                laretid_til: r.laretid_til,
                godkjent: r.godkjent_dato,
                avsluttet: r.avsluttet_dato,
                avbrudd: r.avbrudd,
            },
            fstype: r.fstype,
            skolegang,
            har_apen_prove: r.har_apen_prove,
            har_bestatt: r.har_bestatt,
            avholdte: r.avholdte,
            siste_forsok: r.siste_forsok,
            tillegg_meropplaring: r.tillegg_meropplaring,
        };
        Rad { person: r.person_id, kontrakt, skole: r.skole, fag_nb: r.navn_nb, fag_nn: r.navn_nn }
    }
}
