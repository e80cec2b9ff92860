//! A document as VIGO's readers take it from the archive queue: one JSON document with the PDF inside.
//! Keys are those of the counties' gateway (FACT), additional ones in ASCII; dates are ISO.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use super::package::{Package, Whom};

/// # Errors
/// None but what writing to memory could give.
pub fn json(p: &Package) -> Result<Vec<u8>> {
    let mut all = Map::new();
    all.insert("instansId".into(), p.row.document_id.clone().into());
    all.insert("dokumenttype".into(), p.row.document_type.clone().into());
    if let Some(whom) = p.whom {
        all.insert("personalia".into(), personalia(whom));
    }
    // Left out where there is none or it is protected: which of the two, a reader is not told.
    if let Some(contact) = p.whom.and_then(kontaktinformasjon) {
        all.insert("kontaktinformasjon".into(), contact);
    }
    let dokument = json!({
        "tittel": p.title(), "dato": p.dated, "filnavn": p.file_name(), "fil": BASE64_STANDARD.encode(&p.pdf),
        "format": "application/pdf",
    });
    all.insert("dokument".into(), dokument);
    all.insert("tilleggsinformasjon".into(), json!(p.dokument.tillegg));
    let mut bytes = serde_json::to_vec_pretty(&Value::Object(all)).context("a package cannot be written")?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn personalia(whom: &Whom) -> Value {
    json!({
        "fodselsnummer": whom.fodselsnummer.as_ref().map(|n| n.reveal().to_owned()), "fornavn": whom.fornavn,
        "mellomnavn": null, "etternavn": whom.etternavn, "fodselsdato": whom.fodselsdato,
    })
}

fn kontaktinformasjon(whom: &Whom) -> Option<Value> {
    let (mail, phone) = (&whom.epost, &whom.mobil);
    (mail.is_some() || phone.is_some()).then(|| json!({"epostadresse": mail, "telefonnummer": phone}))
}
