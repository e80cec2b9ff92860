//! Which county and which date a run speaks for.

use anyhow::{Context, Result};
use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::config::Brev;
use crate::domain::{Malform, fylke, rapport};
use crate::outbox::Dokument;
use crate::store::{Db, first, load, row};

#[derive(Clone, Debug)]
pub struct Scope {
    pub job: String,
    pub fylke: String,
    pub fylke_navn: String,
    standard_malform: String,
    /// The local date the run speaks for; never "now".
    pub asof: NaiveDate,
    /// The attempt's instant, UTC.
    pub now: NaiveDateTime,
    /// The year applied in, and the year the school year begins; of årlig rapportering, the year reported on.
    pub soknadsar: i64,
    /// The county's own words in letters.
    pub brev: Brev,
    /// Where links in its letters may lead.
    pub link_hosts: Vec<String>,
}

row! {
    struct Fylke {
        navn: String,
        standard_malform: String,
    }
}

row! {
    struct Parameter {
        navn: String,
        verdi: String,
    }
}

impl Scope {
    /// # Errors
    /// There is no such county.
    pub fn new(
        db: &mut Db,
        job: &str,
        fylke: &str,
        asof: NaiveDate,
        now: NaiveDateTime,
        params: &toml::Table,
    ) -> Result<Self> {
        let sql = "SELECT navn, standard_malform FROM fylke WHERE fylkesnr = $1";
        let found: Option<Fylke> = first(db, sql, &[fylke.into()])?;
        let Fylke { navn, standard_malform } =
            found.with_context(|| format!("there is no fylke `{fylke}`"))?;
        // A round's routines have `ar` instead: it begins one year and ends in the next.
        let (name, year) = match params.get("ar") {
            Some(_) => ("ar", rapport::ar(asof)),
            None => ("soknadsar", i64::from(asof.year())),
        };
        let given = params.get(name).and_then(toml::Value::as_integer).filter(|&y| y > 0);
        Ok(Scope {
            job: job.into(),
            fylke: fylke.into(),
            fylke_navn: navn,
            standard_malform,
            asof,
            now,
            soknadsar: given.unwrap_or(year),
            brev: Brev::default(),
            link_hosts: vec![],
        })
    }

    /// The county's own parameters for this job and year (as 5S001), `navn` being JOB.parameter.
    ///
    /// # Errors
    /// What the database says.
    pub fn county_params(&self, db: &mut Db) -> Result<Vec<(String, String)>> {
        let sql =
            "SELECT navn, verdi FROM fylke_parameter WHERE fylkesnr = $1 AND soknadsar = $2 ORDER BY navn";
        let rows: Vec<Parameter> = load(db, sql, &[self.fylke.as_str().into(), self.soknadsar.into()])?;
        let own =
            |r: Parameter| Some((r.navn.strip_prefix(&self.job)?.strip_prefix('.')?.to_owned(), r.verdi));
        Ok(rows.into_iter().filter_map(own).collect())
    }

    /// The recipient's målform, else the county's.
    pub fn malform(&self, own: Option<&str>) -> Malform {
        Malform::of(own, &self.standard_malform)
    }

    /// A document for the archive in the county's målform, dated the run's day. The målform is the archive's: the letter
    /// of the same event may be in the recipient's.
    pub fn dokument(&self) -> Dokument {
        Dokument::new(self.malform(None), self.avsender(), self.asof)
    }

    /// The text in the county's målform.
    pub fn ord<T>(&self, nb: T, nn: T) -> T {
        self.malform(None).ord(nb, nn)
    }

    /// `20262027`, as VIGO writes the school year that an application is for.
    pub fn skolear_kode(&self) -> String {
        format!("{}{}", self.soknadsar, self.soknadsar + 1)
    }

    /// How the county signs.
    pub fn avsender(&self) -> String {
        fylke::avsender(&self.fylke, &self.fylke_navn)
    }
}
