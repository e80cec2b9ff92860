//! The county's applicants, as the rule needs to see them.

use std::collections::HashMap;

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::{Avslag, Onske, Soker};
use crate::attempt::{Chunk, Unit};
use crate::domain::{Avslatt, Key, Onskestatus, Skolegang};
use crate::routine::Fag;
use crate::routine::vg3::{Skolegangen, TILSTAND, Tilstand, hjemfylker, skolear, skolegangen};
use crate::routine::{PERSON, Person};
use crate::store::load as query;
use crate::store::row;

/// An applicant, and what a letter to them needs.
pub struct Rad {
    pub soker: Soker,
    pub person: Person,
    pub fag: Fag,
}

impl Unit for Rad {
    fn unit(&self) -> Key {
        Key::Soker(self.soker.id)
    }
}

/// Every applicant of the county and year; `gjort`: they have an offer, made by whichever run.
// CROSS JOIN holds SQLite to the order written: statistics from before the first offers say that there are none, and it
// would begin with all of them.
pub const KANDIDATER: &str = "SELECT s.id, EXISTS (SELECT 1 FROM onske w CROSS JOIN forslag f
    WHERE w.soker_id = s.id AND f.onske_id = w.id AND f.forslagstype = 'VG3') AS gjort
  FROM soker s WHERE s.fylkesnr = $1 AND s.soknadsar = $2 ORDER BY s.id";

const SQL: &str = "SELECT s.id, s.fylkesnr, {PERSON}, {TILSTAND}, s.mottatt_dato, s.frist_unntak,
  (SELECT string_agg(r.rett || CASE WHEN r.valgt_kap5 AND r.rett = 'VOKSENRETT' THEN '_KAP5' ELSE '' END, ' ') FROM person_rett r
    WHERE r.person_id = s.person_id AND r.fom <= $2 AND (r.tom IS NULL OR r.tom >= $2)) AS retter,
  o.id AS onske_id, o.onsketype = 'LARE' AS er_lare, o.programomrade, COALESCE(po.navn_nb, '') AS fag_nb, COALESCE(po.navn_nn, '') AS fag_nn, o.status, o.laast,
  o.avtalt_bedrift_orgnr IS NOT NULL AS avtalt_bedrift, po.er_avviksfag,
  EXISTS (SELECT 1 FROM modulplan m WHERE m.grunnkode = po.grunnkode
    AND m.gyldig_fom <= $2 AND (m.gyldig_tom IS NULL OR m.gyldig_tom >= $2)) AS har_modulplan,
  (SELECT string_agg(f.kategori, ' ') FROM programomrade f WHERE f.grunnkode = po.grunnkode
    AND (f.gyldig_fom IS NULL OR f.gyldig_fom <= $2) AND (f.gyldig_tom IS NULL OR f.gyldig_tom >= $2)) AS varianter,
  EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id AND x.kontraktstype IN ('L', 'O', 'E')
    AND x.laretid_fra <= $4 AND x.laretid_til >= $3 AND x.laretid_til >= $2
    AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > $2)) AS har_kontrakt,
  (SELECT string_agg(f.avslag, ' ') FROM onske w CROSS JOIN forslag f
    WHERE w.soker_id = s.id AND f.onske_id = w.id AND f.forslagstype = 'BEDRIFT' AND f.status = 'AVSLATT_SOKER') AS avslag,
  EXISTS (SELECT 1 FROM onske w CROSS JOIN forslag f
    WHERE w.soker_id = s.id AND f.onske_id = w.id AND f.forslagstype = 'VG3') AS har_forslag,
  EXISTS (SELECT 1 FROM soker a JOIN onske w ON w.soker_id = a.id JOIN forslag f ON f.onske_id = w.id
    WHERE a.person_id = s.person_id AND a.soknadsar = s.soknadsar AND a.id <> s.id AND f.forslagstype = 'VG3'
    AND f.lukket_arsak IS NULL) AS forslag_annet_fylke
FROM soker s
JOIN person p ON p.id = s.person_id
LEFT JOIN onske o ON o.soker_id = s.id AND o.onskenr = 1
LEFT JOIN programomrade po ON po.kode = o.programomrade
WHERE s.id = ANY($1) ORDER BY s.id";

row! {
    struct Row {
        id: i64,
        fylkesnr: String,
        #[diesel(embed)]
        person: Person,
        #[diesel(embed)]
        tilstand: Tilstand,
        mottatt_dato: Option<NaiveDate>,
        frist_unntak: Option<String>,
        retter: Option<String>,
        onske_id: Option<i64>,
        er_lare: Option<bool>,
        programomrade: Option<String>,
        #[diesel(embed)]
        fag: Fag,
        status: Option<Onskestatus>,
        laast: Option<bool>,
        avtalt_bedrift: bool,
        er_avviksfag: Option<bool>,
        har_modulplan: bool,
        varianter: Option<String>,
        har_kontrakt: bool,
        avslag: Option<String>,
        har_forslag: bool,
        forslag_annet_fylke: bool,
    }
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let (first_day, last_day) = skolear(chunk.scope.soknadsar);
    let binds = [ids.into(), chunk.scope.asof.into(), first_day.into(), last_day.into()];
    let sql = SQL.replace("{PERSON}", PERSON).replace("{TILSTAND}", TILSTAND);
    let rows: Vec<Row> = query(chunk.db, &sql, &binds)?;
    let (skole, hjem) = (skolegangen(chunk.db, "soker", ids)?, hjemfylker(chunk, ids)?);
    Ok(rows.into_iter().map(|r| rad(r, &skole, &hjem)).collect())
}

/// In one order whatever the database gave them in.
fn ord(text: Option<String>) -> Vec<String> {
    let mut ord: Vec<String> = text.iter().flat_map(|t| t.split(' ')).map(str::to_owned).collect();
    ord.sort();
    ord
}

fn rad(mut r: Row, skole: &Skolegangen, hjem: &HashMap<i64, String>) -> Rad {
    let onske = onske(&mut r, skole);
    let avslag = ord(r.avslag);
    let sagt_nei = |til: Avslatt| avslag.iter().any(|a| a == til.code());
    let soker = Soker {
        id: r.id,
        tilstand: r.tilstand,
        hjemfylke: hjem.get(&r.id).unwrap_or(&r.fylkesnr).clone(),
        fylke: r.fylkesnr,
        retter: ord(r.retter),
        mottatt: r.mottatt_dato,
        frist_unntak: r.frist_unntak,
        onske,
        har_kontrakt: r.har_kontrakt,
        avslag: Avslag { lareplass: sagt_nei(Avslatt::Tilbud), intervju: sagt_nei(Avslatt::Intervju) },
        har_forslag: r.har_forslag,
        forslag_annet_fylke: r.forslag_annet_fylke,
    };
    Rad { soker, person: r.person, fag: r.fag }
}

fn onske(r: &mut Row, skole: &Skolegangen) -> Option<Onske> {
    let programomrade = r.programomrade.take()?;
    let skolegang: Skolegang = skole.bak(r.id, &programomrade);
    Some(Onske {
        id: r.onske_id?,
        er_lare: r.er_lare.unwrap_or_default(),
        programomrade,
        status: r.status.take()?,
        laast: r.laast.unwrap_or_default(),
        avtalt_bedrift: r.avtalt_bedrift,
        er_avviksfag: r.er_avviksfag.unwrap_or_default(),
        har_modulplan: r.har_modulplan,
        varianter: ord(r.varianter.take()),
        skolegang,
    })
}
