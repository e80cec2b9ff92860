//! The report as the archive keeps it: the form's questions and answers, in the county's målform.

use super::rows::Rad;
use super::rules::Innsending;
use crate::attempt::Scope;
use crate::clock::oslo_text;
use crate::domain::{Malform, programomrade};
use crate::outbox::Dokument;

pub fn rapport(scope: &Scope, ar: i64, rad: &Rad, innsending: &Innsending) -> Dokument {
    let malform = scope.malform(None);
    let nn = malform == Malform::Nn;
    let velg = |nb: &str, nn_: &str| if nn { nn_.to_owned() } else { nb.to_owned() };
    // `2026-01-09 10:15:00` on the wall in Norway.
    let klokka = oslo_text(innsending.mottatt).chars().skip(11).take(5).collect::<String>().replace(':', ".");
    let sendt = format!("{} kl. {klokka}", malform.date(innsending.dag));
    let mut dokument = Dokument::new(malform, scope.avsender(), innsending.dag)
        .felt(&velg("Rapporteringsår", "Rapporteringsår"), ar.to_string())
        .felt(&velg("Bedrift", "Bedrift"), rad.bedrift.clone())
        .felt(&velg("Organisasjonsnummer", "Organisasjonsnummer"), rad.orgnr.clone())
        .felt(&velg("Lærefag", "Lærefag"), velg(&rad.fag_nb, &rad.fag_nn))
        .felt(&velg("Programområde", "Programområde"), rad.grunnkode.clone())
        .felt(&velg("Sendt inn", "Sendt inn"), sendt);
    let fag = programomrade::i_setning(&velg(&rad.fag_nb, &rad.fag_nn));
    dokument.emne = format!("{ar}, {fag}");
    dokument.tid = Some(innsending.mottatt);
    dokument.person = Some(innsending.person);
    dokument.bedrift = Some((rad.orgnr.clone(), rad.bedrift.clone()));
    let ubesvart = velg("Ikke besvart", "Ikkje svart på");
    for s in &rad.sporsmal {
        let svar = s.svar_da(innsending.mottatt).map_or_else(|| ubesvart.clone(), str::to_owned);
        dokument.sporsmal.push((velg(&s.tekst_nb, &s.tekst_nn), svar));
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
