//! What lies in a package: the PDF says everything, the message is the archive's, and hostile values are inert.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use chrono::NaiveDate;
use rutine::domain::Malform;
use rutine::outbox::{Deposit, Dokument, Post, post_deposits};

use crate::arkiv::stage;
use crate::house::{House, both, project};

const TOOLS: &str = "no pdftotext or xmllint: run the tests with `tests/all`, or have them on PATH";

/// A tool of Debian's, by its variable or on PATH.
fn tool(name: &str) -> Command {
    let told = std::env::var(format!("RUTINE_TEST_{}", name.to_uppercase()));
    let mut command = Command::new(told.ok().filter(|t| !t.is_empty()).unwrap_or_else(|| name.into()));
    if let Ok(libraries) = std::env::var("RUTINE_TEST_TOOL_LIBS") {
        command.env("LD_LIBRARY_PATH", libraries);
    }
    command
}

fn pdftotext(pdf: &PathBuf) -> String {
    let o = tool("pdftotext").args(["-enc", "UTF-8"]).arg(pdf).arg("-").output().expect(TOOLS);
    assert!(o.status.success(), "{}", String::from_utf8_lossy(&o.stderr));
    String::from_utf8(o.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Well-formed always; valid where the archive's schemas lie beside the project.
fn xmllint(xml: &PathBuf) {
    let schema = project()
        .join("../shared/arkivmelding/fiks-arkiv-v1/no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett.xsd");
    let mut command = tool("xmllint");
    command.args(["--noout", "--nonet"]);
    if schema.exists() {
        command.arg("--schema").arg(schema);
    }
    let o = command.arg(xml).output().expect(TOOLS);
    assert!(o.status.success(), "{}", String::from_utf8_lossy(&o.stderr));
}

/// Posts one document beside the day's; returns its id.
fn post(house: &House, document_type: &str, title: &str, dokument: Dokument) -> String {
    let now = "2026-02-10T09:00:00".parse().unwrap();
    let by = Post { attempt: 1, job: "AR-SENDINN", fylke: "46", domain: "x.example", now };
    let source = format!("skjema:2025/310000019/{document_type}");
    let deposit = Deposit { document_type: document_type.into(), source, title: title.into(), dokument };
    post_deposits(&mut house.db(), by, &[deposit]).unwrap();
    house.texts("SELECT document_id AS t FROM deposits ORDER BY id DESC LIMIT 1").concat()
}

fn preview(house: &House, id: &str, sink: &str) -> PathBuf {
    house.out(0, &["archive", "hand-out", "--preview", id, "--out", "prove", "--sink", sink]);
    let folder = house.dir.path().join("prove/46");
    if sink == "vigo" { folder.join(format!("{id}.json")) } else { folder.join(id) }
}

/// A report with as many questions, and letters of all our languages.
fn report(questions: usize) -> Dokument {
    let day = NaiveDate::from_ymd_opt(2026, 2, 10).unwrap();
    let mut d = Dokument::new(Malform::Nn, "Vestland fylkeskommune".into(), day)
        .felt("Programområde", "Helsearbeidarfaget (HSAMB3)")
        .felt("Merknad", "Čáhci, šaddu, đuođalaš, ŋuoska, ruoŧŧa, žiga – æøå ÆØÅ")
        .med("Organisasjonsnummer", "310000019")
        .med("Arstall", "2025");
    d.bedrift = Some(("310000019".into(), "Blåbær & Bær AS".into()));
    d.sporsmal = (1..=questions)
        .map(|n| {
            let answer = match n % 4 {
                0 => String::new(),
                1 => format!("Ja, svar{n}."),
                _ => format!("Begynnelsen{n} {} slutten{n}.", "på eit langt svar ".repeat(n * 3)),
            };
            (
                format!(
                    "Spørsmål{n}: er læringsmiljøet trygt, og kva gjer de for at det skal bli verande slik?"
                ),
                answer,
            )
        })
        .collect();
    d
}

both!(
    /// Promise: nothing is lost on its way to paper: every field, question and answer stands in the PDF, over as many pages as
    /// it takes, with æøå and the Sámi letters; the file says of itself that it is PDF/A-2a (krilla refuses to make one that
    /// is not) and tagged; the same content makes the same bytes.
    the_pdf_says_everything,
    |house| {
        stage(house, "none");
        let id = post(house, "AR_SVAR", "Årleg rapportering", report(60));
        let pdf = preview(house, &id, "arkivmelding").join(format!("{id}.pdf"));
        let bytes = fs::read(&pdf).unwrap();
        let text = pdftotext(&pdf);
        for word in ["Vestland fylkeskommune", "Årleg rapportering", "10. februar 2026", "Helsearbeidarfaget (HSAMB3)",
            "Čáhci, šaddu, đuođalaš, ŋuoska, ruoŧŧa, žiga – æøå ÆØÅ", "Blåbær & Bær AS", "310000019", "Side 1 av", "Ikkje svart"]
        {
            assert!(text.contains(word), "no `{word}`");
        }
        for (question, answer) in report(60).sporsmal {
            assert!(text.contains(&question), "no `{question}`");
            let ends = answer.split(' ').filter(|w| w.ends_with(|c: char| c == '.' || c.is_ascii_digit()));
            ends.for_each(|w| assert!(text.contains(w), "no `{w}`"));
        }
        let words = report(60).sporsmal.iter().map(|(_, a)| a.matches("langt").count()).sum::<usize>();
        assert_eq!(text.matches("langt").count(), words, "no word of a long answer is lost");
        let raw = String::from_utf8_lossy(&bytes);
        for sign in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "/Lang"] {
            assert!(raw.contains(sign), "no {sign}");
        }
        preview(house, &id, "arkivmelding");
        assert_eq!(fs::read(&pdf).unwrap(), bytes);
    }
);

both!(
    /// Promise: the message is Fiks Arkiv's, a report coming in from its company, an offer going out to a shielded person.
    the_message,
    |house| {
        stage(house, "none");
        let id = post(house, "AR_SVAR", "Årlig rapportering", report(3));
        let xml = preview(house, &id, "arkivmelding").join("arkivmelding.xml");
        xmllint(&xml);
        let text = fs::read_to_string(xml).unwrap();
        let start = text.find("<sjekksum>").unwrap();
        let end = text.find("</filstoerrelse>").unwrap();
        insta::assert_snapshot!("arkivmelding_rapport", format!("{}…{}", &text[..start], &text[end..]));
        let offer = house.texts("SELECT document_id AS t FROM deposits ORDER BY id LIMIT 1").concat();
        let xml = preview(house, &offer, "arkivmelding").join("arkivmelding.xml");
        xmllint(&xml);
        let text = fs::read_to_string(xml).unwrap();
        for part in ["<n5mdk:kode>U</n5mdk:kode>", "<erSkjermet>true</erSkjermet>", "<personid>",
            "<offentligTittel>Tilbod om Vg3 i skule</offentligTittel>"]
        {
            assert!(text.contains(part), "no {part}");
        }
        assert!(!text.contains("mottattDato"));
    }
);

both!(
    /// Promise: VIGO's readers get the shape they know, the PDF inside; who has a protected address gives none, and nothing says so.
    the_vigo_file,
    |house| {
        stage(house, "none");
        let person = house.count("SELECT min(id) FROM person WHERE adressesperre = FALSE AND epost IS NOT NULL");
        let id = post(house, "AR_SVAR", "Årlig rapportering", report(2).om(person));
        let read = || {
            let text = fs::read_to_string(preview(house, &id, "vigo")).unwrap();
            let mut all: serde_json::Value = serde_json::from_str(&text).unwrap();
            let fil = all["dokument"]["fil"].take();
            assert!(fil.as_str().unwrap().starts_with("JVBERi0xLj"), "a PDF in base64");
            all
        };
        let mut open = read();
        assert!(open["personalia"]["fodselsnummer"].take().as_str().unwrap().len() == 11);
        insta::assert_snapshot!("vigo", serde_json::to_string_pretty(&open).unwrap());
        house.sql(&format!("UPDATE person SET adressesperre = TRUE WHERE id = {person}"));
        let protected = read();
        assert!(protected.get("kontaktinformasjon").is_none());
        assert!(!protected.to_string().contains("sperre"));
        assert!(protected["personalia"]["etternavn"].is_string(), "handed out all the same");
    }
);

both!(
    /// Promise: hostile titles, names, questions and answers are inert: in the XML, in the PDF, in paths, on the terminal.
    hostile,
    |house| {
        stage(house, "none");
        let evil = "../../evil ]]> <script>alert(1)</script> & \"x\" \u{1}\u{1b}[31m\r\n\u{feff}\u{e000}\u{ffff} 😀";
        let mut dokument = report(0).felt(evil, evil).felt("", "");
        dokument.bedrift = Some(("310000019".into(), evil.into()));
        dokument.sporsmal = vec![(evil.into(), evil.into()), (String::new(), "x".repeat(5000))];
        let id = post(house, "../AR_SVAR", evil, dokument);
        let folder = preview(house, &id, "arkivmelding");
        xmllint(&folder.join("arkivmelding.xml"));
        let text = pdftotext(&folder.join(format!("{id}.pdf")));
        assert!(text.contains("<script>alert(1)</script>") && text.contains("[U+1F600]"), "{text}");
        assert!(text.matches('x').count() >= 5000, "a word that fits on no line is broken, not lost");
        preview(house, &id, "vigo");
        let names: Vec<_> = fs::read_dir(house.dir.path().join("prove/46")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        let shown = house.out(0, &["archive", "show", &id]);
        assert!(shown.contains("<script>") && !shown.contains(['\u{1}', '\u{1b}', '\r']), "{shown:?}");
        // An id that is none of ours, as only a hand in the database could make one, opens no path.
        house.sql("UPDATE deposits SET document_id = '../../../evil' WHERE id = 1");
        house.err(1, &["archive", "hand-out", "--preview", "../../../evil", "--out", "prove"]);
        assert!(!house.dir.path().join("evil").exists());
    }
);
