//! The home counties of applicants, each judged by all of the person's active applications of the year.

use std::collections::HashMap;

use anyhow::Result;
use chrono::NaiveDate;

use crate::attempt::Chunk;
use crate::domain::hjemfylke::{Soknad, hjemfylke};
use crate::store::{load, row};

row! {
    struct Row {
        soker_id: i64,
        fylkesnr: String,
        folkereg_fylke_1mars: Option<String>,
        flytting_dokumentert: bool,
        mottatt_dato: Option<NaiveDate>,
        hjemsted_fylkesnr: Option<String>,
    }
}

/// One row an application of each person behind the applicants `$1`: of the year, active, or the applicant's own.
const SQL: &str = "SELECT s.id AS soker_id, s2.fylkesnr, s2.folkereg_fylke_1mars, s2.flytting_dokumentert, s2.mottatt_dato, p.hjemsted_fylkesnr
  FROM soker s JOIN person p ON p.id = s.person_id
  JOIN soker s2 ON s2.person_id = s.person_id AND s2.soknadsar = s.soknadsar AND (s2.aktiv OR s2.id = s.id)
  WHERE s.id = ANY($1)";

/// The home county by applicant (soker.id); none of them lacks one that has an application.
///
/// # Errors
/// What the database says.
pub fn hjemfylker(chunk: &mut Chunk, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let mut av: HashMap<i64, (Vec<Soknad>, Option<String>)> = HashMap::new();
    for r in load::<Row>(chunk.db, SQL, &[ids.into()])? {
        let (soknader, hjemsted) = av.entry(r.soker_id).or_default();
        *hjemsted = r.hjemsted_fylkesnr;
        soknader.push(Soknad {
            fylke: r.fylkesnr,
            folkeregistrert: r.folkereg_fylke_1mars,
            flytting_dokumentert: r.flytting_dokumentert,
            mottatt: r.mottatt_dato,
        });
    }
    let hjem = |(id, (soknader, hjemsted)): (i64, (Vec<Soknad>, Option<String>))| {
        Some((id, hjemfylke(&soknader, hjemsted.as_deref())?.to_owned()))
    };
    Ok(av.into_iter().filter_map(hjem).collect())
}
