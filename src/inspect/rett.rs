//! Who has a right under opplæringslova § 5-6 and no offer, and why: what a county still owes.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use crate::attempt::{Reads, Reason};
use crate::domain::svar::Svarene;
use crate::domain::{Onskestatus, Trinn};
use crate::routine::find;
use crate::routine::vg3::forslag_skoletilbud::rules::Grunn as Plassgrunn;
use crate::routine::vg3::vg3_forslag::rules::Grunn as Tilbudsgrunn;
use crate::routine::vg3::{APENT_FORSLAG, SVAR, SVAR_KOLONNER, SvarRad, TILSTAND, Tilstand, skolear};
use crate::store::{Db, load, row};

/// One applicant whom the county owes an offer or a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skyldig {
    pub fylke: String,
    /// `soker:17`.
    pub unit: String,
    pub reason: String,
    pub detail: String,
    /// The date the reason was given for; none where no run has looked at them.
    pub since: Option<NaiveDate>,
}

/// One of them, with what the reason means.
#[derive(Serialize)]
pub struct SkyldigShown<'a> {
    #[serde(flatten)]
    skyldig: &'a Skyldig,
    text: Option<&'static Reason>,
}

impl<'a> From<&'a Skyldig> for SkyldigShown<'a> {
    fn from(skyldig: &'a Skyldig) -> Self {
        SkyldigShown { skyldig, text: grunn(&skyldig.reason) }
    }
}

/// Which jobs offer and place, and for which county, year and day.
pub struct Sporsmal<'a> {
    pub fylke: &'a str,
    pub soknadsar: i64,
    pub dag: NaiveDate,
    pub tilbud: &'a str,
    pub plass: &'a str,
}

const IKKE_VURDERT: Reason = Reason {
    code: "IKKE_VURDERT",
    nb: "Ingen kjøring har vurdert søkeren ennå",
    nn: "Inga køyring har vurdert søkjaren enno",
    source: "lov § 5-6",
};
const IKKE_VARSLET: Reason = Reason {
    code: "IKKE_VARSLET",
    nb: "Søkeren har ikke fått vite om tilbudet",
    nn: "Søkjaren har ikkje fått vite om tilbodet",
    source: "INFERRED from lov § 5-6",
};
const VENTER_PLASS: Reason = Reason {
    code: "VENTER_PLASS",
    nb: "Søkeren har takket ja og venter på plass",
    nn: "Søkjaren har takka ja og ventar på plass",
    source: "INFERRED from lov § 5-6",
};

/// What a reason of this list means, in both målformer.
pub fn grunn(code: &str) -> Option<&'static Reason> {
    let own = [&IKKE_VURDERT, &IKKE_VARSLET, &VENTER_PLASS].into_iter().find(|r| r.code == code);
    let of = |routine: &str| find(routine)?.reasons.iter().find(|r| r.code == code);
    own.or_else(|| of("5A115")).or_else(|| of("5A120"))
}

/// Every reason there is of this list.
pub fn grunner() -> impl Iterator<Item = &'static str> {
    let own = [IKKE_VURDERT.code, IKKE_VARSLET.code, VENTER_PLASS.code].into_iter();
    own.chain(["5A115", "5A120"].into_iter().filter_map(find).flat_map(|r| r.reasons).map(|r| r.code))
}

row! {
    struct Row {
        id: i64,
        #[diesel(embed)]
        tilstand: Tilstand,
        onske_status: Onskestatus,
        forslag: Option<Trinn>,
        #[diesel(embed)]
        svar: SvarRad,
        varslet: bool,
        tilbud: Option<String>,
        tilbud_detail: Option<String>,
        tilbud_dag: Option<NaiveDate>,
        plass: Option<String>,
        plass_detail: Option<String>,
        plass_dag: Option<NaiveDate>,
    }
}

pub const READS: Reads = &[("rett", sql)];

fn sql() -> String {
    format!(
        include_str!("rett.sql"),
        TILSTAND = TILSTAND,
        SVAR_KOLONNER = SVAR_KOLONNER,
        APENT_FORSLAG = APENT_FORSLAG,
        SVAR = SVAR
    )
}

/// What the county still owes, applicant by applicant.
///
/// # Errors
/// What the database says.
pub fn skyldig(db: &mut Db, q: &Sporsmal) -> Result<Vec<Skyldig>> {
    let (first_day, _) = skolear(q.soknadsar);
    let binds =
        [q.fylke.into(), q.dag.into(), first_day.into(), q.soknadsar.into(), q.tilbud.into(), q.plass.into()];
    let rows: Vec<Row> = load(db, &sql(), &binds)?;
    let skyldig = |r: &Row| {
        let (reason, detail, since) = hvorfor(r, r.svar.svarene())?;
        let (fylke, unit) = (q.fylke.to_owned(), format!("soker:{}", r.id));
        Some(Skyldig { fylke, unit, reason: reason.to_owned(), detail, since })
    };
    Ok(rows.iter().filter_map(skyldig).collect())
}

type Hvorfor<'a> = Option<(&'a str, String, Option<NaiveDate>)>;

/// Why they are owed something; nothing where they are not.
fn hvorfor(r: &Row, svar: Svarene) -> Hvorfor<'_> {
    if r.tilstand.borte(&r.onske_status).is_some() || r.forslag == Some(Trinn::Skole) || svar.nei() {
        return None;
    }
    match (&r.forslag, r.tilbud.as_deref()) {
        (None, None) => Some((IKKE_VURDERT.code, String::new(), None)),
        (None, Some(grunn)) if Tilbudsgrunn::named(grunn).is_some_and(Tilbudsgrunn::plikten_star) => {
            Some((grunn, r.tilbud_detail.clone().unwrap_or_default(), r.tilbud_dag))
        }
        (None, Some(_)) => None,
        (Some(_), _) if svar.ja() => uten_plass(r),
        (Some(_), _) if !r.varslet => Some((IKKE_VARSLET.code, String::new(), r.tilbud_dag)),
        (Some(_), _) => None,
    }
}

fn uten_plass(r: &Row) -> Hvorfor<'_> {
    match r.plass.as_deref().and_then(Plassgrunn::named) {
        Some(grunn @ (Plassgrunn::IngenKapasitet | Plassgrunn::OppstartForSent)) => {
            Some((grunn.code(), r.plass_detail.clone().unwrap_or_default(), r.plass_dag))
        }
        _ => Some((VENTER_PLASS.code, String::new(), r.plass_dag)),
    }
}
