//! The county's applicants, as the rule needs to see them.

use anyhow::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::rules::{Onske, Soker};
use crate::domain::Vitnesbyrd;
use crate::routine::{Chunk, PERSON, Person, skolear};
use crate::store::load as query;

/// An applicant, and what a letter to them needs.
pub struct Rad {
    pub soker: Soker,
    pub person: Person,
    pub fag_nb: String,
    pub fag_nn: String,
}

/// Every applicant of the county and year; `gjort`: they have an offer, made by whichever run.
// CROSS JOIN holds SQLite to the order written: statistics from before the first offers say that there are none, and it
// would begin with all of them.
pub const KANDIDATER: &str = "SELECT s.id, EXISTS (SELECT 1 FROM onske w CROSS JOIN forslag f
    WHERE w.soker_id = s.id AND f.onske_id = w.id AND f.forslagstype = 'VG3') AS gjort
  FROM soker s WHERE s.fylkesnr = $1 AND s.soknadsar = $2 ORDER BY s.id";

const SQL: &str = "SELECT s.id, {PERSON},
  s.aktiv, s.er_larekandidat, s.kvalifisert,
  (s.folkereg_fylke_1mars IS NULL OR s.folkereg_fylke_1mars = s.fylkesnr) AS bosatt_i_fylket,
  (SELECT string_agg(r.rett, ' ') FROM person_rett r
    WHERE r.person_id = s.person_id AND r.fom <= $2 AND (r.tom IS NULL OR r.tom >= $2)) AS retter,
  k.fullfort, k.fag_stryk_programfag, k.fag_stryk_fellesfag, k.fag_iv,
  o.id AS onske_id, o.onsketype = 'LARE' AS er_lare, o.programomrade, po.navn_nb, po.navn_nn, o.status, o.laast,
  o.avtalt_bedrift_orgnr IS NOT NULL AS avtalt_bedrift, po.er_avviksfag,
  EXISTS (SELECT 1 FROM programomrade_bygger_pa b WHERE b.kode = po.grunnkode || '----'
    AND substr(b.bygger_pa, 1, 6) = substr(k.programomrade, 1, 6)) AS bygger_pa,
  EXISTS (SELECT 1 FROM programomrade f
    WHERE f.kode = po.grunnkode || CASE WHEN s.er_larekandidat THEN 'H---' ELSE 'F---' END
    AND (f.gyldig_fom IS NULL OR f.gyldig_fom <= $2) AND (f.gyldig_tom IS NULL OR f.gyldig_tom >= $2)) AS har_kode,
  EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id AND x.kontraktstype IN ('L', 'O', 'E')
    AND x.laretid_fra <= $4 AND x.laretid_til >= $3
    AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > $2)) AS har_kontrakt,
  EXISTS (SELECT 1 FROM onske w CROSS JOIN forslag f
    WHERE w.soker_id = s.id AND f.onske_id = w.id AND f.forslagstype = 'BEDRIFT' AND f.status = 'AKSEPTERT') AS har_akseptert,
  EXISTS (SELECT 1 FROM onske w CROSS JOIN forslag f
    WHERE w.soker_id = s.id AND f.onske_id = w.id AND f.forslagstype = 'BEDRIFT' AND f.status = 'AVSLATT_SOKER') AS har_avslatt,
  EXISTS (SELECT 1 FROM onske w CROSS JOIN forslag f
    WHERE w.soker_id = s.id AND f.onske_id = w.id AND f.forslagstype = 'VG3') AS har_forslag
FROM soker s
JOIN person p ON p.id = s.person_id
LEFT JOIN onske o ON o.soker_id = s.id AND o.onskenr = 1
LEFT JOIN programomrade po ON po.kode = o.programomrade
LEFT JOIN elevkurs k ON k.id = (SELECT e.id FROM elevkurs e WHERE e.person_id = s.person_id
  ORDER BY e.skolear DESC, substr(e.programomrade, 6, 1) DESC, e.id DESC LIMIT 1)
WHERE s.id = ANY($1) ORDER BY s.id";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(embed)]
    person: Person,
    #[diesel(sql_type = Bool)]
    aktiv: bool,
    #[diesel(sql_type = Bool)]
    er_larekandidat: bool,
    #[diesel(sql_type = Nullable<Text>)]
    kvalifisert: Option<String>,
    #[diesel(sql_type = Bool)]
    bosatt_i_fylket: bool,
    #[diesel(sql_type = Nullable<Text>)]
    retter: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    fullfort: Option<bool>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_stryk_programfag: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_stryk_fellesfag: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fag_iv: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    onske_id: Option<i64>,
    #[diesel(sql_type = Nullable<Bool>)]
    er_lare: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    programomrade: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    navn_nb: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    navn_nn: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    status: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    laast: Option<bool>,
    #[diesel(sql_type = Bool)]
    avtalt_bedrift: bool,
    #[diesel(sql_type = Nullable<Bool>)]
    er_avviksfag: Option<bool>,
    #[diesel(sql_type = Bool)]
    bygger_pa: bool,
    #[diesel(sql_type = Bool)]
    har_kode: bool,
    #[diesel(sql_type = Bool)]
    har_kontrakt: bool,
    #[diesel(sql_type = Bool)]
    har_akseptert: bool,
    #[diesel(sql_type = Bool)]
    har_avslatt: bool,
    #[diesel(sql_type = Bool)]
    har_forslag: bool,
}

pub fn load(chunk: &mut Chunk, ids: &[i64]) -> Result<Vec<Rad>> {
    let (first_day, last_day) = skolear(chunk.scope.soknadsar);
    let binds = [ids.into(), chunk.scope.asof.into(), first_day.into(), last_day.into()];
    Ok(query::<Row>(chunk.db, &SQL.replace("{PERSON}", PERSON), &binds)?.into_iter().map(Rad::from).collect())
}

impl From<Row> for Rad {
    fn from(r: Row) -> Self {
        let skolegang = r.fullfort.map(|fullfort| Vitnesbyrd {
            fullfort,
            stryk_programfag: r.fag_stryk_programfag.unwrap_or_default(),
            stryk_fellesfag: r.fag_stryk_fellesfag.unwrap_or_default(),
            iv: r.fag_iv.unwrap_or_default(),
        });
        let onske = r.onske_id.map(|id| Onske {
            id,
            er_lare: r.er_lare.unwrap_or_default(),
            programomrade: r.programomrade.unwrap_or_default(),
            status: r.status.unwrap_or_default(),
            laast: r.laast.unwrap_or_default(),
            avtalt_bedrift: r.avtalt_bedrift,
            er_avviksfag: r.er_avviksfag.unwrap_or_default(),
            bygger_pa: r.bygger_pa,
            har_kode: r.har_kode,
        });
        let soker = Soker {
            id: r.id,
            aktiv: r.aktiv,
            larekandidat: r.er_larekandidat,
            vurdert: r.kvalifisert,
            bosatt_i_fylket: r.bosatt_i_fylket,
            retter: r.retter.iter().flat_map(|t| t.split(' ')).map(str::to_owned).collect(),
            skolegang,
            onske,
            har_kontrakt: r.har_kontrakt,
            har_akseptert: r.har_akseptert,
            har_avslatt: r.har_avslatt,
            har_forslag: r.har_forslag,
        };
        let (fag_nb, fag_nn) = (r.navn_nb.unwrap_or_default(), r.navn_nn.unwrap_or_default());
        Rad { soker, person: r.person, fag_nb, fag_nn }
    }
}
