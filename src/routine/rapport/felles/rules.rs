//! To whom the round's letters go: whoever may answer and still lacks something (S1, S22).

use chrono::NaiveDate;
use serde::Deserialize;

use crate::attempt::{Bound, Verdict, reasons, year};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The year reported on; 0 follows the run's date.
    pub ar: i64,
    /// Write only to the leder of most contracts of a form, not to all who may answer it.
    pub bare_primar: bool,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[year("ar")];

/// One faglig leder on one day.
pub struct Sak<'a> {
    pub i_dag: NaiveDate,
    pub svarfrist: NaiveDate,
    /// From this day another letter takes this one's place.
    pub erstattes: Option<NaiveDate>,
    /// Why nobody can write to them.
    pub hindring: Option<&'static str>,
    pub skjemaer: &'a [super::Skjema],
}

reasons! {
    /// Why a faglig leder is written to, or is not; and why nobody is written to about a form.
    Grunn:
    Varslet = "VARSLET", "Det er skrevet til faglig leder", "Det er skrive til fagleg leiar", "FACT S1";
    FristenErUte = "FRISTEN_ER_UTE", "Svarfristen er ute", "Svarfristen er ute", "FACT S1";
    Erstattet = "ERSTATTET", "Et senere brev i samme runde har tatt over", "Eit seinare brev i same runde har teke over", "INFERRED from S1 (two reminders, two weeks apart)";
    UgyldigRolle = "UGYLDIG_ROLLE", "Har ikke gyldig rolle som faglig leder i bedriften, og dermed ikke tilgang", "Har ikkje gyldig rolle som fagleg leiar i bedrifta, og dermed ikkje tilgang", "FACT S1";
    IngenKanSvare = "INGEN_KAN_SVARE", "Ingen kan svare: skjemaet har ingen faglig leder med gyldig rolle i bedriften", "Ingen kan svare: skjemaet har ingen fagleg leiar med gyldig rolle i bedrifta", "INFERRED from S1 (access: active role and in the uttrekk)";
    IkkePrimar = "IKKE_PRIMAR", "En annen faglig leder har flere av kontraktene", "Ein annan fagleg leiar har fleire av kontraktane", "FACT S22, parameter bare_primar";
    HarSvart = "HAR_SVART", "Alle skjemaene er sendt inn", "Alle skjemaa er sende inn", "FACT S1";
    Adressesperre = "ADRESSESPERRE", "Adressen er sperret: fylket skriver selv", "Adressa er sperra: fylket skriv sjølv", "INFERRED";
    ManglerEpost = "MANGLER_EPOST", "Har ingen e-postadresse", "Har inga e-postadresse", "FACT S1";
    UgyldigEpost = "UGYLDIG_EPOST", "E-postadressen kan ikke brukes", "E-postadressa kan ikkje brukast", "FACT S1";
}

impl Grunn {
    /// The reason behind `Mottaker::hindring`.
    pub fn of_hindring(hindring: &str) -> Self {
        match hindring {
            "MANGLER_EPOST" => Grunn::ManglerEpost,
            "UGYLDIG_EPOST" => Grunn::UgyldigEpost,
            _ => Grunn::Adressesperre,
        }
    }
}

/// The forms still lacking, by their place in the list; or why there is nothing to write.
pub fn decide(sak: &Sak, bare_primar: bool) -> Verdict<Vec<usize>, Grunn> {
    if sak.i_dag > sak.svarfrist {
        return Verdict::leave(Grunn::FristenErUte);
    }
    if sak.erstattes.is_some_and(|dag| sak.i_dag >= dag) {
        return Verdict::leave(Grunn::Erstattet);
    }
    let mine: Vec<_> = sak.skjemaer.iter().enumerate().filter(|(_, s)| s.gyldig_rolle).collect();
    if mine.is_empty() {
        return Verdict::leave(Grunn::UgyldigRolle);
    }
    let mine: Vec<_> = mine.into_iter().filter(|(_, s)| s.primar || !bare_primar).collect();
    if mine.is_empty() {
        return Verdict::leave(Grunn::IkkePrimar);
    }
    let mangler: Vec<_> = mine.iter().filter(|(_, s)| !s.innsendt).map(|(n, _)| *n).collect();
    let andre = sak.skjemaer.iter().any(|s| !s.gyldig_rolle && !s.innsendt);
    match sak.hindring {
        _ if mangler.is_empty() && andre => Verdict::leave(Grunn::UgyldigRolle),
        _ if mangler.is_empty() => Verdict::Leave(Grunn::HarSvart, format!("skjema={}", mine.len())),
        Some(hindring) => Verdict::leave(Grunn::of_hindring(hindring)),
        None => Verdict::Act(mangler),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routine::Fag;
    use crate::routine::rapport::Skjema;

    fn d(s: &str) -> NaiveDate {
        s.parse().unwrap()
    }

    fn check(change: impl FnOnce(&mut Sak, &mut Vec<Skjema>, &mut bool), expected: &str) {
        let skjema = |innsendt| Skjema {
            bedrift: "Tømrerlaget".into(),
            fag: Fag::default(),
            gyldig_rolle: true,
            primar: true,
            innsendt,
            obligatoriske: 8,
            besvart: 0,
        };
        let (mut skjemaer, mut bare_primar) = (vec![skjema(true), skjema(false)], false);
        let mut sak = Sak {
            i_dag: d("2026-02-03"),
            svarfrist: d("2026-02-20"),
            erstattes: Some(d("2026-02-17")),
            hindring: None,
            skjemaer: &[],
        };
        change(&mut sak, &mut skjemaer, &mut bare_primar);
        let got = match decide(&Sak { skjemaer: &skjemaer, ..sak }, bare_primar) {
            Verdict::Act(mangler) => format!("{mangler:?}"),
            Verdict::Unchanged => "uendret".into(),
            Verdict::Leave(g, _) => g.code().into(),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn den_som_mangler_svar_far_brev() {
        check(|_, _, _| {}, "[1]");
        check(|s, _, _| s.i_dag = d("2026-02-16"), "[1]");
        check(|_, s, b| (s[1].primar, *b) = (false, false), "[1]");
    }

    #[test]
    fn hver_grunn_til_ikke_a_skrive() {
        check(|_, s, _| s[1].innsendt = true, "HAR_SVART");
        check(|_, s, _| s[1].gyldig_rolle = false, "UGYLDIG_ROLLE");
        check(|s, _, _| s.i_dag = d("2026-02-17"), "ERSTATTET");
        check(|s, _, _| (s.i_dag, s.erstattes) = (d("2026-02-20"), None), "[1]");
        check(|s, _, _| (s.i_dag, s.erstattes) = (d("2026-02-21"), None), "FRISTEN_ER_UTE");
        check(|_, s, _| s.iter_mut().for_each(|s| s.gyldig_rolle = false), "UGYLDIG_ROLLE");
        check(|_, s, b| (s[0].primar, s[1].primar, *b) = (false, false, true), "IKKE_PRIMAR");
        check(|s, _, _| s.hindring = Some("MANGLER_EPOST"), "MANGLER_EPOST");
        check(|s, _, _| s.hindring = Some("UGYLDIG_EPOST"), "UGYLDIG_EPOST");
        check(|s, _, _| s.hindring = Some("ADRESSESPERRE"), "ADRESSESPERRE");
    }

    #[test]
    fn den_som_har_svart_trenger_ingen_adresse() {
        check(|s, f, _| (s.hindring, f[1].innsendt) = (Some("MANGLER_EPOST"), true), "HAR_SVART");
    }
}
