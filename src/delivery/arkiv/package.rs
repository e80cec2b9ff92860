//! Everything about one document that its package is made of.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::layout::Text;
use super::pdf;
use crate::domain::hex;
use crate::oslo;
use crate::outbox::Dokument;
use crate::outbox::deposits::Claimed;
pub use crate::outbox::deposits::Whom;

pub struct Package<'a> {
    pub row: &'a Claimed,
    pub dokument: Dokument,
    pub whom: Option<&'a Whom>,
    /// The document's own date.
    pub dated: NaiveDate,
    pub pdf: Vec<u8>,
    /// Of the PDF, in hexadecimal.
    pub sha256: String,
}

impl<'a> Package<'a> {
    /// # Errors
    /// The row holds no document, whom it concerns is not there, or the PDF would break a rule of PDF/A.
    pub fn new(row: &'a Claimed, people: &'a [Whom]) -> Result<Self> {
        let dokument = row.dokument()?;
        let find = |id: i64| {
            people.iter().find(|w| w.id == id).context("the person it concerns is not in the database")
        };
        let whom = dokument.person.map(find).transpose()?;
        let dated = dokument.dato.unwrap_or_else(|| oslo::day_of(row.created));
        let pdf = pdf::pdf(&text(row, &dokument, dated), &row.document_id, dated)?;
        let sha256 = hex(&Sha256::digest(&pdf));
        Ok(Package { row, dokument, whom, dated, pdf, sha256 })
    }

    pub fn file_name(&self) -> String {
        format!("{}.pdf", self.row.document_id)
    }

    /// For everybody to read: names no person.
    pub fn title(&self) -> &str {
        title(self.row)
    }
}

fn title(row: &Claimed) -> &str {
    if row.title.trim().is_empty() { &row.document_type } else { &row.title }
}

fn text(row: &Claimed, dokument: &Dokument, dated: NaiveDate) -> Text {
    let malform = dokument.malform();
    let answer = |a: &String| Some(a.clone()).filter(|a| !a.trim().is_empty());
    Text {
        malform,
        fylke: dokument.mottaker.clone(),
        title: title(row).to_owned(),
        date: malform.date(dated),
        fields: fields(dokument),
        letter: dokument.brev.as_ref().map(|b| {
            let paragraphs = b.tekst.trim().split("\n\n").filter(|p| !p.trim().is_empty());
            (b.emne.clone(), paragraphs.map(str::to_owned).collect())
        }),
        questions: dokument.sporsmal.iter().map(|(q, a)| (q.clone(), answer(a))).collect(),
        foot: format!("Dokument {}", row.document_id),
    }
}

/// The company first, unless the document's own fields name it.
fn fields(dokument: &Dokument) -> Vec<(String, String)> {
    let mut all = vec![];
    if let Some((orgnr, navn)) = &dokument.bedrift {
        let told = |what: &str| dokument.felter.iter().any(|(_, v)| v.contains(what));
        let own = [("Bedrift", navn), ("Organisasjonsnummer", orgnr)];
        all.extend(own.iter().filter(|(_, v)| !told(v)).map(|(l, v)| ((*l).to_owned(), (*v).clone())));
    }
    all.extend(dokument.felter.iter().cloned());
    all
}
