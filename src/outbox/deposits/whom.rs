//! Whom a document concerns: looked up when it is handed out, kept nowhere else.

use anyhow::Result;
use chrono::NaiveDate;

use crate::domain::Fodselsnummer;
use crate::store::{Db, load, row};

/// A person as the archive must know them. Has no `Debug`.
pub struct Whom {
    pub id: i64,
    pub fodselsnummer: Option<Fodselsnummer>,
    pub fornavn: String,
    pub etternavn: String,
    pub fodselsdato: Option<NaiveDate>,
    /// Neither address nor contact where the address is protected.
    pub epost: Option<String>,
    pub mobil: Option<String>,
}

impl Whom {
    pub fn navn(&self) -> String {
        format!("{} {}", self.fornavn, self.etternavn)
    }
}

row! {
    struct Row {
        id: i64,
        fodselsnummer: String,
        fornavn: String,
        etternavn: String,
        fodselsdato: Option<NaiveDate>,
        epost: Option<String>,
        mobil: Option<String>,
        adressesperre: bool,
    }
}

/// # Errors
/// What the database says.
pub fn whom(db: &mut Db, ids: &[i64]) -> Result<Vec<Whom>> {
    let sql = "SELECT id, fodselsnummer, fornavn, etternavn, fodselsdato, epost, mobil, adressesperre
        FROM person WHERE id = ANY($1)";
    let rows: Vec<Row> = load(db, sql, &[ids.into()])?;
    Ok(rows.into_iter().map(Whom::from).collect())
}

impl From<Row> for Whom {
    fn from(r: Row) -> Self {
        let open = |contact: Option<String>| contact.filter(|_| !r.adressesperre);
        Whom {
            id: r.id,
            fodselsnummer: Fodselsnummer::parse(&r.fodselsnummer).ok(),
            fornavn: r.fornavn,
            etternavn: r.etternavn,
            fodselsdato: r.fodselsdato,
            epost: open(r.epost),
            mobil: open(r.mobil),
        }
    }
}
