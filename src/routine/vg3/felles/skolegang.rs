//! The school courses of applicants, and what builds on what.

use std::collections::HashMap;

use anyhow::Result;

use crate::domain::programomrade::grunnkode;
use crate::domain::{Byggverk, Figurer, Kurs, Skolegang};
use crate::store::{Db, load, row};

row! {
    struct Row {
        id: i64,
        skolear: i64,
        programomrade: String,
        fullfort: bool,
        fag_stryk_programfag: i64,
        fag_stryk_fellesfag: i64,
        fag_iv: i64,
    }
}

impl From<&Row> for Kurs {
    fn from(r: &Row) -> Self {
        Kurs {
            skolear: r.skolear,
            grunnkode: grunnkode(&r.programomrade).to_owned(),
            fullfort: r.fullfort,
            figurer: Figurer {
                stryk_programfag: r.fag_stryk_programfag,
                iv: r.fag_iv,
                stryk_fellesfag: r.fag_stryk_fellesfag,
            },
        }
    }
}

/// The schooling of some units, each asked about by a wish or a contract.
pub struct Skolegangen {
    kurs: HashMap<i64, Vec<Kurs>>,
    bygg: Byggverk,
}

impl Skolegangen {
    /// What unit `id` has behind a wish for `onsket`.
    pub fn bak(&self, id: i64, onsket: &str) -> Skolegang {
        self.bygg.skolegang(onsket, self.kurs(id))
    }

    pub fn kurs(&self, id: i64) -> &[Kurs] {
        self.kurs.get(&id).map_or(&[], Vec::as_slice)
    }
}

/// The schooling of the persons behind rows of `table` (`soker` or `kontrakt`) with these ids.
///
/// # Errors
/// What the database says.
pub fn skolegangen(db: &mut Db, table: &str, ids: &[i64]) -> Result<Skolegangen> {
    let sql = format!(
        "SELECT u.id, e.skolear, e.programomrade, e.fullfort, e.fag_stryk_programfag, e.fag_stryk_fellesfag, e.fag_iv
         FROM {table} u JOIN elevkurs e ON e.person_id = u.person_id WHERE u.id = ANY($1)"
    );
    let mut kurs: HashMap<i64, Vec<Kurs>> = HashMap::new();
    for row in load::<Row>(db, &sql, &[ids.into()])? {
        kurs.entry(row.id).or_default().push(Kurs::from(&row));
    }
    Ok(Skolegangen { kurs, bygg: byggverk(db)? })
}

/// What builds on what, of the code list.
///
/// # Errors
/// What the database says.
pub fn byggverk(db: &mut Db) -> Result<Byggverk> {
    row! {
        struct Par {
            kode: String,
            bygger_pa: String,
        }
    }
    let sql = "SELECT substr(kode, 1, 6) AS kode, substr(bygger_pa, 1, 6) AS bygger_pa FROM programomrade_bygger_pa
        UNION ALL SELECT grunnkode, '' FROM programomrade WHERE er_avviksfag AND niva = '3' AND sted = 'skole' AND kategori = '----'";
    let (par, avvik): (Vec<Par>, Vec<Par>) =
        load::<Par>(db, sql, &[])?.into_iter().partition(|p| !p.bygger_pa.is_empty());
    Ok(Byggverk::new(
        par.into_iter().map(|p| (p.kode, p.bygger_pa)),
        avvik.into_iter().map(|p| p.kode).collect(),
    ))
}
