//! The queue, the forslag in it, and the places left.

use std::collections::HashMap;

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::params::Kandidat;
use super::rules::{Forslag, Plass, frigis};
use crate::attempt::{Chunk, Scope, Unit};
use crate::domain::{Key, Onskestatus, Trinn};
use crate::routine::Fag;
use crate::routine::vg3::{SVAR, SvarRad, TILSTAND, Tilstand, VG3_FORSLAG, skolear};
use crate::routine::{PERSON, Person};
use crate::store::{Db, load as query, row};

pub struct Rad {
    pub soker: i64,
    pub person: Person,
    pub fag: Fag,
    pub forslag: Forslag,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Soker(self.soker)
    }
}

/// A contract made from forslag `f`, ended or not.
const HAR_KONTRAKT: &str = "EXISTS (SELECT 1 FROM kontrakt x WHERE x.forslag_id = f.id) AS har_kontrakt";

row! {
    struct IKo {
        id: i64,
        har_plass: bool,
        har_kontrakt: bool,
        retter: Option<String>,
        poeng_hundredeler: Option<i64>,
        #[diesel(embed)]
        tilstand: Tilstand,
        #[diesel(embed)]
        svar: SvarRad,
        svart_tid: Option<NaiveDateTime>,
    }
}

impl From<IKo> for Kandidat {
    fn from(r: IKo) -> Self {
        Kandidat {
            soker: r.id,
            har_plass: r.har_plass,
            frigis: r.har_plass && frigis(r.svar.svarene(), &r.tilstand, r.har_kontrakt).is_some(),
            retter: r.retter.iter().flat_map(|t| t.split(' ')).map(str::to_owned).collect(),
            svart: r.svart_tid,
            poeng: r.poeng_hundredeler,
        }
    }
}

/// Every applicant with an open VG3-forslag.
pub fn kandidater(db: &mut Db, scope: &Scope) -> Result<Vec<Kandidat>> {
    let sql = format!(
        "SELECT s.id, f.status = 'TILBSK' AS har_plass, {HAR_KONTRAKT}, s.poeng_hundredeler, {TILSTAND}, {}, ag.svart_tid,
          (SELECT string_agg(r.rett || CASE WHEN r.valgt_kap5 AND r.rett = 'VOKSENRETT' THEN '_KAP5' ELSE '' END, ' ')
            FROM person_rett r WHERE r.person_id = s.person_id AND r.fom <= $2 AND (r.tom IS NULL OR r.tom >= $2)) AS retter
         FROM soker s {VG3_FORSLAG} {SVAR} WHERE s.fylkesnr = $1 AND s.soknadsar = $4",
        SvarRad::COLUMNS
    );
    let (first_day, _) = skolear(scope.soknadsar);
    let binds = [scope.fylke.as_str().into(), scope.asof.into(), first_day.into(), scope.soknadsar.into()];
    Ok(query::<IKo>(db, &sql, &binds)?.into_iter().map(Kandidat::from).collect())
}

row! {
    struct Row {
        soker_id: i64,
        #[diesel(embed)]
        person: Person,
        #[diesel(embed)]
        tilstand: Tilstand,
        forslag_id: i64,
        onskenr: i64,
        runde: i64,
        status: Trinn,
        programomrade: String,
        svarfrist_generelt: Option<NaiveDate>,
        #[diesel(embed)]
        svar: SvarRad,
        har_kontrakt: bool,
        onske_status: Onskestatus,
        avgiverskole: Option<String>,
        kommunenr: Option<String>,
        #[diesel(embed)]
        fag: Fag,
    }
}

/// The forslag of these applicants, in the order asked for.
pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let sql = format!(
        "SELECT s.id AS soker_id, {PERSON}, {TILSTAND}, p.kommunenr, s.avgiverskole, f.id AS forslag_id, o.onskenr, f.runde,
          f.status, f.programomrade, f.svarfrist_generelt, {}, {HAR_KONTRAKT},
          o.status AS onske_status, po.navn_nb AS fag_nb, po.navn_nn AS fag_nn
         FROM soker s JOIN person p ON p.id = s.person_id {VG3_FORSLAG} {SVAR}
         JOIN programomrade po ON po.kode = f.onsket_programomrade
         WHERE s.id = ANY($1)",
        SvarRad::COLUMNS
    );
    let (first_day, _) = skolear(chunk.scope.soknadsar);
    let rows: Vec<Row> = query(chunk.db, &sql, &[ids.into(), chunk.scope.asof.into(), first_day.into()])?;
    let mut by_id: HashMap<i64, Rad> = rows.into_iter().map(|r| (r.soker_id, rad(r))).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

fn rad(r: Row) -> Rad {
    let forslag = Forslag {
        id: r.forslag_id,
        key: Key::Soker(r.soker_id).forslag(r.onskenr, r.runde),
        status: r.status,
        programomrade: r.programomrade,
        frist: r.svarfrist_generelt,
        svar: r.svar.svarene(),
        tilstand: r.tilstand,
        har_kontrakt: r.har_kontrakt,
        onske_status: r.onske_status,
        avgiverskole: r.avgiverskole,
        kommunenr: r.kommunenr,
    };
    Rad { soker: r.soker_id, person: r.person, fag: r.fag, forslag }
}

row! {
    struct PlassRow {
        skolenr: String,
        navn: String,
        kommunenr: Option<String>,
        grunnkode: String,
        kapasitet: i64,
        oppstart: Option<NaiveDate>,
        opptatt: i64,
    }
}

/// The county's places of the school year, less what is taken. A person takes one place of a school and fag, whether by a
/// TILBSK forslag, a contract made from it, or one made by hand; a contract that has ended takes none.
pub fn plasser(db: &mut Db, scope: &Scope) -> Result<Vec<Plass>> {
    let sql = "SELECT t.skolenr, k.navn, k.kommunenr, t.grunnkode, t.kapasitet, t.oppstart, COALESCE(g.antall, 0) AS opptatt
        FROM skoletilbud t JOIN skole k ON k.skolenr = t.skolenr
        LEFT JOIN (SELECT d.skolenr, d.grunnkode, count(*) AS antall FROM (
            SELECT s.person_id, f.skolenr, substr(f.programomrade, 1, 6) AS grunnkode
            FROM forslag f JOIN onske o ON o.id = f.onske_id JOIN soker s ON s.id = o.soker_id
            WHERE f.forslagstype = 'VG3' AND f.status = 'TILBSK' AND f.skolenr IS NOT NULL AND f.lukket_arsak IS NULL
              AND s.fylkesnr = $1 AND s.soknadsar = $2 AND NOT EXISTS (SELECT 1 FROM kontrakt x WHERE x.forslag_id = f.id)
            UNION SELECT x.person_id, x.skolenr, substr(x.programomrade, 1, 6) FROM kontrakt x
            WHERE x.kontraktstype = 'E' AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > $5) AND x.laretid_fra BETWEEN $3 AND $4
          ) d GROUP BY d.skolenr, d.grunnkode) g
          ON g.skolenr = t.skolenr AND g.grunnkode = t.grunnkode
        WHERE t.fylkesnr = $1 AND t.skolear = $2 ORDER BY t.skolenr, t.grunnkode";
    let (first_day, last_day) = skolear(scope.soknadsar);
    let (fylke, ar) = (scope.fylke.as_str().into(), scope.soknadsar.into());
    let rows: Vec<PlassRow> =
        query(db, sql, &[fylke, ar, first_day.into(), last_day.into(), scope.asof.into()])?;
    let plass = |r: PlassRow| Plass {
        skolenr: r.skolenr,
        skole: r.navn,
        kommunenr: r.kommunenr,
        grunnkode: r.grunnkode,
        oppstart: r.oppstart,
        ledig: r.kapasitet - r.opptatt,
    };
    Ok(rows.into_iter().map(plass).collect())
}
