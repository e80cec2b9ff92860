//! The report as the archive keeps it: the form's questions and answers, in the county's målform.

use super::rows::Rad;
use super::rules::Innsending;
use crate::attempt::Scope;
use crate::oslo;
use crate::outbox::Dokument;

pub fn rapport(scope: &Scope, ar: i64, rad: &Rad, innsending: &Innsending) -> Dokument {
    let malform = scope.malform(None);
    let klokka = oslo::local(innsending.mottatt).format("%H.%M");
    let sendt = format!("{} kl. {klokka}", malform.date(innsending.dag));
    let mut dokument = Dokument::new(malform, scope.avsender(), innsending.dag)
        .felt("Rapporteringsår", ar.to_string())
        .felt("Bedrift", rad.bedrift.clone())
        .felt("Organisasjonsnummer", rad.orgnr.clone())
        .felt("Lærefag", rad.fag.navn(malform).to_owned())
        .felt("Programområde", rad.grunnkode.clone())
        .felt("Sendt inn", sendt);
    let fag = rad.fag.i_setning(malform);
    dokument.emne = format!("{ar}, {fag}");
    dokument.tid = Some(innsending.mottatt);
    dokument.person = Some(innsending.person);
    dokument.bedrift = Some((rad.orgnr.clone(), rad.bedrift.clone()));
    let ubesvart = malform.ord("Ikke besvart", "Ikkje svart på");
    for s in &rad.sporsmal {
        let svar = s.svar_da(innsending.mottatt).map_or_else(|| ubesvart.to_owned(), str::to_owned);
        dokument.sporsmal.push((malform.ord(&s.tekst_nb, &s.tekst_nn).clone(), svar));
    }
    let tillegg = [
        ("Organisasjonsnummer", rad.orgnr.clone()),
        ("Organisasjonsnavn", rad.bedrift.clone()),
        ("Programomradekode", rad.grunnkode.clone()),
        ("Arstall", ar.to_string()),
        ("SendtDato", innsending.dag.to_string()),
    ];
    dokument.tillegg = tillegg.map(|(key, value)| (key.to_owned(), value)).into();
    dokument
}
