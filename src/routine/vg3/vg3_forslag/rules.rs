//! Who gets a general offer of Vg3 in school, and why the others do not (docs/rules.md section 2).

use chrono::NaiveDate;

use super::params::{KrevFrist, Params};
use crate::attempt::{Verdict, reasons};
use crate::domain::{Kvalifisert, Onskestatus, Skolegang, kvalifisert, programomrade, rett};
use crate::routine::vg3::Tilstand;

/// An applicant as this rule needs to see them.
#[derive(Clone, Debug)]
pub struct Soker {
    pub id: i64,
    pub tilstand: Tilstand,
    pub fylke: String,
    /// The county the applicant belongs to.
    pub hjemfylke: String,
    pub retter: Vec<String>,
    pub mottatt: Option<NaiveDate>,
    pub frist_unntak: Option<String>,
    pub onske: Option<Onske>,
    /// Any contract that runs into the school year, type E too.
    pub har_kontrakt: bool,
    pub avslag: Avslag,
    pub har_forslag: bool,
    pub forslag_annet_fylke: bool,
}

/// What the applicant has said no to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Avslag {
    pub lareplass: bool,
    pub intervju: bool,
}

/// The first wish.
#[derive(Clone, Debug)]
pub struct Onske {
    pub id: i64,
    pub er_lare: bool,
    pub programomrade: String,
    pub status: Onskestatus,
    pub laast: bool,
    pub avtalt_bedrift: bool,
    pub er_avviksfag: bool,
    pub har_modulplan: bool,
    /// The variants of the fag that are valid on the date.
    pub varianter: Vec<String>,
    pub skolegang: Skolegang,
}

/// An offer to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Tilbud {
    pub programomrade: String,
    /// What a person should look at, as the journal keeps it.
    pub merknad: String,
}

reasons! {
    /// Why a unit was acted on or left.
    Grunn:
    Tilbud = "TILBUD", "Får tilbud om Vg3 fagopplæring i skole", "Får tilbod om Vg3 fagopplæring i skule", "FACT S13, lov § 5-6";
    Passiv = "PASSIV", "Søknaden er ikke aktiv", "Søknaden er ikkje aktiv", "INFERRED from S2";
    IkkeLareForst = "IKKE_LARE_FORST", "Læreplass er ikke første ønske", "Læreplass er ikkje første ønske", "FACT S13, S16";
    Laast = "LAAST", "Ønsket er låst for hånd", "Ønsket er låst for hand", "ASSUMED";
    IkkeSform = "IKKE_SFORM", "Ønsket er ikke i formidling (SFORM)", "Ønsket er ikkje i formidling (SFORM)", "FACT S2";
    AnnetFylke = "ANNET_FYLKE", "Søkeren hører hjemme i et annet fylke", "Søkjaren høyrer heime i eit anna fylke", "INFERRED from forskrift § 7-4, parameter krev_folkeregistrert";
    TilbudAnnetFylke = "TILBUD_ANNET_FYLKE", "Søkeren har tilbud om Vg3 i skole i et annet fylke", "Søkjaren har tilbod om Vg3 i skule i eit anna fylke", "INFERRED from lov § 28-2: one county owes the offer";
    ManglerRett = "MANGLER_RETT", "Søkeren har ikke en rett som gir dette tilbudet", "Søkjaren har ikkje ein rett som gir dette tilbodet", "FACT S14, parameter krev_rett";
    MaVurderesRett = "MA_VURDERES_RETT", "Søkeren har voksenrett; fylket må vurdere om den gir tilbudet", "Søkjaren har vaksenrett; fylket må vurdere om han gir tilbodet", "INFERRED from lov § 18-6, parameter krev_rett";
    HarKontrakt = "HAR_KONTRAKT", "Søkeren har kontrakt for skoleåret", "Søkjaren har kontrakt for skuleåret", "INFERRED from lov § 5-6 (S18)";
    HarLareplass = "HAR_LAREPLASS", "Søkeren har fått læreplass gjennom et bedriftsforslag", "Søkjaren har fått læreplass gjennom eit bedriftsforslag", "INFERRED from lov § 5-6 (S18)";
    AvtaltBedrift = "AVTALT_BEDRIFT", "Søkeren har avtalt læreplass med en bedrift", "Søkjaren har avtalt læreplass med ei bedrift", "INFERRED from S1";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei til en læreplass", "Søkjaren har takka nei til ein læreplass", "FACT S15, S17; INFERRED from lov § 5-6, parameters nei_utelukker and nei_intervju";
    LarekandidatAv = "LAREKANDIDAT", "Fylket gir ikke dette tilbudet til lærekandidater", "Fylket gir ikkje dette tilbodet til lærekandidatar", "ASSUMED, parameter larekandidat";
    SoktForSent = "SOKT_FOR_SENT", "Søknaden kom etter fristen", "Søknaden kom etter fristen", "INFERRED from forskrift § 7-5, parameter krev_frist";
    UkjentMottatt = "UKJENT_MOTTATT", "Det er ikke kjent når søknaden kom; fylket må vurdere", "Det er ikkje kjent når søknaden kom; fylket må vurdere", "INFERRED from forskrift § 7-5, parameter krev_frist";
    Fagprove = "FAGPROVE", "Skal få tilbud om fagprøve, ikke Vg3 i skole", "Skal få tilbod om fagprøve, ikkje Vg3 i skule", "INFERRED from 42 § 24, 32 § 6-5, 40 § 30, 55 § 30, parameter avviksfag_fagprove";
    Avviksfag = "AVVIKSFAG", "Avviksfag er ikke med i tilbudet", "Avviksfag er ikkje med i tilbodet", "INFERRED from S1, parameter avviksfag";
    IkkeKvalifisert = "IKKE_KVALIFISERT", "Søkeren er ikke kvalifisert til Vg3", "Søkjaren er ikkje kvalifisert til Vg3", "FACT S13, S14, forskrift § 4-13";
    MaVurderes = "MA_VURDERES", "Noen fag er ikke bestått; skolen eller fylket må vurdere søkeren", "Nokre fag er ikkje greidde; skulen eller fylket må vurdere søkjaren", "FACT forskrift § 4-13, parameter ukval_regel";
    UkjentSkolegang = "UKJENT_SKOLEGANG", "Ingen skolegang er registrert på søkeren", "Ingen skulegang er registrert på søkjaren", "INFERRED";
    ByggerIkkePa = "BYGGER_IKKE_PA", "Ønsket bygger ikke på programområdet søkeren har fullført", "Ønsket byggjer ikkje på programområdet søkjaren har fullført", "FACT S18, lov § 5-6";
    ManglerKode = "MANGLER_KODE", "Lærefaget har ingen gyldig kode for fagopplæring i skole", "Lærefaget har ingen gyldig kode for fagopplæring i skule", "INFERRED from S10";
}

impl Grunn {
    /// Does the county's duty stand: must somebody judge, mend or find a place? Elsewhere there is no duty here: a læreplass, no right,
    /// another county, not qualified.
    pub fn plikten_star(self) -> bool {
        match self {
            Grunn::Laast
            | Grunn::AvtaltBedrift
            | Grunn::MaVurderes
            | Grunn::MaVurderesRett
            | Grunn::SoktForSent
            | Grunn::UkjentMottatt
            | Grunn::UkjentSkolegang
            | Grunn::ByggerIkkePa
            | Grunn::ManglerKode
            | Grunn::Avviksfag
            | Grunn::Fagprove
            | Grunn::LarekandidatAv => true,
            Grunn::Tilbud
            | Grunn::Passiv
            | Grunn::IkkeLareForst
            | Grunn::IkkeSform
            | Grunn::AnnetFylke
            | Grunn::TilbudAnnetFylke
            | Grunn::ManglerRett
            | Grunn::HarKontrakt
            | Grunn::HarLareplass
            | Grunn::TakketNei
            | Grunn::IkkeKvalifisert => false,
        }
    }
}

/// The whole rule, in the order a formidler would ask.
pub fn decide(s: &Soker, p: &Params, asof: NaiveDate, soknadsar: i64) -> Verdict<Tilbud, Grunn> {
    if s.har_forslag {
        return Verdict::Unchanged;
    }
    let Some(onske) = s.onske.as_ref().filter(|o| s.tilstand.aktiv && o.er_lare) else {
        return Verdict::leave(if s.tilstand.aktiv { Grunn::IkkeLareForst } else { Grunn::Passiv });
    };
    let hinder = i_veien(s, onske, p)
        .or_else(|| for_sent(s, p, soknadsar))
        .or_else(|| faglig(s, onske, p, asof, soknadsar));
    if let Some((grunn, detail)) = hinder {
        return Verdict::Leave(grunn, detail);
    }
    match variant(s, onske) {
        Some(programomrade) => Verdict::Act(Tilbud { programomrade, merknad: merknad(s, p, soknadsar) }),
        None => Verdict::leave(Grunn::ManglerKode),
    }
}

/// What has nothing to do with school.
fn i_veien(s: &Soker, o: &Onske, p: &Params) -> Option<(Grunn, String)> {
    let rett = mangler_rett(s, p);
    let nei = p.nei_utelukker && s.avslag.lareplass || p.nei_intervju && s.avslag.intervju;
    let none = String::new;
    let hinder = [
        (o.laast, Grunn::Laast, none()),
        (o.status != Onskestatus::Sform, Grunn::IkkeSform, format!("status={}", o.status)),
        (
            p.krev_folkeregistrert && s.hjemfylke != s.fylke,
            Grunn::AnnetFylke,
            format!("hjemfylke={}", s.hjemfylke),
        ),
        (s.forslag_annet_fylke, Grunn::TilbudAnnetFylke, none()),
        (
            rett.is_some(),
            rett.unwrap_or(Grunn::ManglerRett),
            s.retter.first().map(|r| format!("rett={r}")).unwrap_or_default(),
        ),
        (s.har_kontrakt, Grunn::HarKontrakt, none()),
        (s.tilstand.akseptert, Grunn::HarLareplass, none()),
        (o.avtalt_bedrift, Grunn::AvtaltBedrift, none()),
        (nei, Grunn::TakketNei, none()),
        (s.tilstand.larekandidat && !p.larekandidat, Grunn::LarekandidatAv, none()),
    ];
    hinder.into_iter().find(|(holds, ..)| *holds).map(|(_, grunn, detail)| (grunn, detail))
}

fn mangler_rett(s: &Soker, p: &Params) -> Option<Grunn> {
    if p.uten_rett_ved_plass || s.retter.iter().any(|r| rett::er_med(r, &p.krev_rett)) {
        return None;
    }
    let voksen = s.retter.iter().any(|r| rett::er_voksenrett(r));
    Some(if voksen { Grunn::MaVurderesRett } else { Grunn::ManglerRett })
}

fn i_tide(s: &Soker, p: &Params, soknadsar: i64) -> Option<bool> {
    p.i_tide(s.mottatt, s.frist_unntak.as_deref(), soknadsar, s.tilstand.larekandidat)
}

fn for_sent(s: &Soker, p: &Params, soknadsar: i64) -> Option<(Grunn, String)> {
    match i_tide(s, p, soknadsar) {
        _ if p.krev_frist != KrevFrist::Ja => None,
        Some(true) => None,
        Some(false) => {
            Some((Grunn::SoktForSent, s.mottatt.map(|d| format!("mottatt={d}")).unwrap_or_default()))
        }
        None => Some((Grunn::UkjentMottatt, String::new())),
    }
}

fn faglig(s: &Soker, o: &Onske, p: &Params, asof: NaiveDate, soknadsar: i64) -> Option<(Grunn, String)> {
    let none = String::new();
    if o.er_avviksfag && p.fagprove(asof, soknadsar) && matches!(o.skolegang, Skolegang::Fullfort(_)) {
        return Some((Grunn::Fagprove, none));
    }
    if o.er_avviksfag && !p.avviksfag {
        return Some((Grunn::Avviksfag, none));
    }
    match kvalifisert::kvalifisert(s.tilstand.vurdert, s.tilstand.larekandidat, o.skolegang, p.krav()) {
        Kvalifisert::Ja => None,
        Kvalifisert::Nei(figurer) => Some((Grunn::IkkeKvalifisert, figurer)),
        Kvalifisert::MaVurderes(figurer) => Some((Grunn::MaVurderes, figurer)),
        Kvalifisert::ByggerIkkePa => Some((Grunn::ByggerIkkePa, none)),
        Kvalifisert::Ukjent => Some((Grunn::UkjentSkolegang, none)),
    }
}

/// The fag's code in school: H for a lærekandidat, MV for an adult where the fag has a module plan (forskrift § 14-1), else F.
fn variant(s: &Soker, o: &Onske) -> Option<String> {
    let voksen = !s.retter.is_empty() && s.retter.iter().all(|r| rett::bare_voksen(r));
    let kategori = match s.tilstand.larekandidat {
        true => "H---",
        false if voksen && o.har_modulplan => "MV--",
        false => "F---",
    };
    let kode = format!("{}{kategori}", programomrade::grunnkode(&o.programomrade));
    o.varianter.iter().any(|v| v == kategori).then_some(kode)
}

fn merknad(s: &Soker, p: &Params, soknadsar: i64) -> String {
    let uten_rett = !s.retter.iter().any(|r| rett::er_med(r, &p.krev_rett));
    let sent = p.krev_frist == KrevFrist::Varsel && i_tide(s, p, soknadsar) != Some(true);
    let all = [(uten_rett, "uten_rett"), (sent, "sokt_for_sent"), (p.plikt_ma_sjekkes, "ma_sjekkes=oppmote")];
    all.into_iter().filter(|(is, _)| *is).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "rules_tests.rs"]
pub(super) mod tests;
