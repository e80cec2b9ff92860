//! The archive's message, `arkivmelding.xml` of Fiks Arkiv v1: one journalpost with one document.
//! Element order is the schema's. What names a person stands only where the message says that it is shielded.

use std::io::Result;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::package::Package;
use super::pdf::PRONOM;
use crate::config::archive::Archive;
use crate::oslo;

type Xml = Writer<Vec<u8>>;

const OPPRETT: &str = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/arkivmelding/opprett/v1";
const KATALOG: &str = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/metadatakatalog/v1";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What the county sends out; all else came in to it (INFERRED from the types' names and the counties' practice).
const UTGAENDE: [&str; 4] = ["TILBUD", "OPPNEMND", "KONTRENDVED", "FAGDOK"];

/// # Errors
/// None but what writing to memory could give.
pub fn xml(p: &Package, archive: &Archive) -> Result<Vec<u8>> {
    let mut w = Writer::new_with_indent(vec![], b' ', 2);
    w.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = w.create_element("arkivmelding").with_attributes([
        ("xmlns", OPPRETT),
        ("xmlns:n5mdk", KATALOG),
        ("xmlns:xsi", XSI),
    ]);
    root.write_inner_content(|w| {
        text(w, "system", &archive.system)?;
        text(w, "antallFiler", "1")?;
        let post = w.create_element("registrering").with_attribute(("xsi:type", "journalpost"));
        post.write_inner_content(|w| journalpost(w, p, archive))?;
        Ok(())
    })?;
    let mut bytes = w.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn journalpost(w: &mut Xml, p: &Package, archive: &Archive) -> Result<()> {
    let ut = UTGAENDE.contains(&p.row.document_type.as_str());
    inside(w, "skjerming", |w| {
        inside(w, "tilgangsrestriksjon", |w| text(w, "n5mdk:kode", &archive.unntatt_kode))?;
        text(w, "skjermingshjemmel", &archive.hjemmel)
    })?;
    inside(w, "dokumentbeskrivelse", |w| dokument(w, p))?;
    let part = Part::of(p);
    let tittel = part.as_ref().map_or(p.title().to_owned(), |part| format!("{} - {}", p.title(), part.navn));
    text(w, "tittel", &tittel)?;
    text(w, "offentligTittel", p.title())?;
    if let Some(part) = part {
        inside(w, "korrespondansepart", |w| part.write(w, ut))?;
    }
    inside(w, "referanseEksternNoekkel", |w| {
        text(w, "n5mdk:fagsystem", &archive.system)?;
        text(w, "n5mdk:noekkel", &p.row.document_id)
    })?;
    let (kode, beskrivelse) = if ut { ("U", "Utgående dokument") } else { ("I", "Inngående dokument") };
    code(w, "journalposttype", kode, beskrivelse)?;
    let (kode, beskrivelse) = if ut { ("R", "Reservert") } else { ("J", "Journalført") };
    code(w, "journalstatus", kode, beskrivelse)?;
    text(w, "dokumentetsDato", &p.dated.to_string())?;
    let mottatt = p.dokument.tid.map_or_else(|| oslo::instant(oslo::midnight(p.dated)), oslo::instant);
    if ut { Ok(()) } else { text(w, "mottattDato", &mottatt) }
}

fn dokument(w: &mut Xml, p: &Package) -> Result<()> {
    code(w, "dokumentstatus", "F", "Dokumentet er ferdigstilt")?;
    text(w, "tittel", p.title())?;
    code(w, "tilknyttetRegistreringSom", "H", "Hoveddokument")?;
    text(w, "dokumentnummer", "1")?;
    inside(w, "dokumentobjekt", |w| {
        text(w, "versjonsnummer", "1")?;
        code(w, "variantformat", "A", "Arkivformat")?;
        code(w, "format", PRONOM, "PDF/A-2a")?;
        text(w, "mimeType", "application/pdf")?;
        text(w, "filnavn", &p.file_name())?;
        text(w, "referanseDokumentfil", &p.file_name())?;
        text(w, "sjekksum", &p.sha256)?;
        text(w, "sjekksumAlgoritme", "SHA256")?;
        text(w, "filstoerrelse", &p.pdf.len().to_string())
    })
}

/// The company it comes from, else the person it concerns, who is shielded.
struct Part {
    navn: String,
    orgnr: Option<String>,
    fodselsnummer: Option<String>,
}

impl Part {
    fn of(p: &Package) -> Option<Self> {
        if let Some((orgnr, navn)) = &p.dokument.bedrift {
            return Some(Part { navn: navn.clone(), orgnr: Some(orgnr.clone()), fodselsnummer: None });
        }
        let fodselsnummer =
            |w: &super::package::Whom| w.fodselsnummer.as_ref().map(|n| n.reveal().to_owned());
        p.whom.map(|w| Part { navn: w.navn(), orgnr: None, fodselsnummer: fodselsnummer(w) })
    }

    fn write(&self, w: &mut Xml, ut: bool) -> Result<()> {
        let (kode, beskrivelse) = if ut { ("EM", "Mottaker") } else { ("EA", "Avsender") };
        code(w, "korrespondanseparttype", kode, beskrivelse)?;
        text(w, "korrespondansepartNavn", &self.navn)?;
        if let Some(orgnr) = &self.orgnr {
            return text(w, "organisasjonid", orgnr);
        }
        if let Some(number) = &self.fodselsnummer {
            text(w, "personid", number)?;
        }
        text(w, "erSkjermet", "true")?;
        text(w, "erPersonnavn", "true")
    }
}

fn inside(w: &mut Xml, name: &str, content: impl FnOnce(&mut Xml) -> Result<()>) -> Result<()> {
    w.create_element(name).write_inner_content(content)?;
    Ok(())
}

fn text(w: &mut Xml, name: &str, value: &str) -> Result<()> {
    w.create_element(name).write_text_content(BytesText::new(&clean(value)))?;
    Ok(())
}

fn code(w: &mut Xml, name: &str, kode: &str, beskrivelse: &str) -> Result<()> {
    inside(w, name, |w| {
        text(w, "n5mdk:kode", kode)?;
        text(w, "n5mdk:beskrivelse", beskrivelse)
    })
}

/// What XML may not hold is left out, and a line stays a line: quick-xml lets control characters through.
fn clean(text: &str) -> String {
    let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
    text.chars().map(blank).filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}
