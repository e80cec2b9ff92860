//! State -> status of a wish, a pure function (docs/rules.md section 4). The codes are VIGO's (S52); which job sets which is INFERRED.

use chrono::NaiveDate;

use super::params::{Dager, Params, Ubesvart, UtenRett};
use crate::attempt::{Verdict, reasons};
use crate::domain::svar::Svarene;
use crate::domain::{JaNei, Kvalifisert, Onskestatus, Skolegang, Stilling, Trinn, kvalifisert};
use crate::routine::vg3::{Lareplass, Tilstand};

#[derive(Clone, Debug)]
pub struct Soker {
    pub id: i64,
    pub tilstand: Tilstand,
    /// Belongs to another county.
    pub annet_fylke: bool,
    pub retter: Vec<String>,
    /// The læreplass wishes.
    pub onsker: Vec<Onske>,
}

#[derive(Clone, Debug)]
pub struct Onske {
    pub id: i64,
    pub onskenr: i64,
    pub status: Onskestatus,
    /// The last to set the status was a routine.
    pub satt_av_rutine: bool,
    pub laast: bool,
    /// A school wish of higher priority has been met.
    pub inntatt_hoyere: bool,
    pub er_avviksfag: bool,
    pub skolegang: Skolegang,
    pub forslag: Option<Forslag>,
}

/// The wish's open VG3-forslag.
#[derive(Clone, Debug)]
pub struct Forslag {
    pub status: Trinn,
    pub frist_generelt: Option<NaiveDate>,
    pub frist_skole: Option<NaiveDate>,
    pub svar: Svarene,
    /// The day the applicant was told of the general offer, and of the school's.
    pub varslet_generelt: Option<NaiveDate>,
    pub varslet_skole: Option<NaiveDate>,
    /// An answer lies in an inbox, not treated by 5A119 yet.
    pub ubehandlet_svar: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NyStatus {
    pub onske: i64,
    pub onskenr: i64,
    pub fra: Onskestatus,
    pub til: Onskestatus,
    pub grunn: Grunn,
    /// The deadline that passed, for one who is struck.
    pub frist: Option<NaiveDate>,
}

/// What is to be done with an applicant's wishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Endring {
    pub nye: Vec<NyStatus>,
    /// The first wish that should have another status and was left, with its figures.
    pub igjen: Option<(Grunn, String)>,
}

reasons! {
    /// Why a wish has its status, or was left.
    Grunn:
    Passiv = "PASSIV", "Søknaden er ikke aktiv: STOPP", "Søknaden er ikkje aktiv: STOPP", "FACT S2, S52 (77 STOPP)";
    IkkeKvalifisert = "IKKE_KVALIFISERT", "Søkeren er ikke kvalifisert: UKVAL2", "Søkjaren er ikkje kvalifisert: UKVAL2", "INFERRED from S2, S52 (82 UKVAL2, registered by hand), parameter beregn_ukval2";
    UkvalifisertUt = "UKVALIFISERT_UT", "Søkeren er ikke kvalifisert og går ut av formidlingen: UKVAL2", "Søkjaren er ikkje kvalifisert og går ut av formidlinga: UKVAL2", "INFERRED from 11 § 29, 33 § 27, 42 § 22, 46 § 6-2, 55 § 26, parameter ukvalifisert_ut";
    AnnetFylkeUt = "ANNET_FYLKE_UT", "Søkeren hører til i et annet fylke og går ut av formidlingen: STOPP", "Søkjaren høyrer til i eit anna fylke og går ut av formidlinga: STOPP", "INFERRED from 11 § 29, 31 § 6-4, 33 § 24, 42 § 22, 50 § 3-2, parameter annet_fylke_ut";
    UtenRettUt = "UTEN_RETT_UT", "Søkeren mangler rett og går ut av formidlingen: STOPP", "Søkjaren manglar rett og går ut av formidlinga: STOPP", "INFERRED from 42 § 22, 46 § 6-2, parameter uten_rett_ut";
    InntattHoyere = "INNTATT_HOYERE", "Søkeren er tatt inn på et høyere ønske: STRINN", "Søkjaren er teken inn på eit høgare ønske: STRINN", "FACT S2, S52 (61 STRINN)";
    HarLareplass = "HAR_LAREPLASS", "Søkeren har lærekontrakt", "Søkjaren har lærekontrakt", "FACT S52 (19 INNTLÆ, 20 LANNET)";
    Formidlet = "FORMIDLET", "Søkeren er formidlet; kontrakten er ikke godkjent ennå: TILBLÆ", "Søkjaren er formidla; kontrakten er ikkje godkjend enno: TILBLÆ", "INFERRED from S52 (14 TILBLÆ)";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei til Vg3 i skole: STRNLV", "Søkjaren har takka nei til Vg3 i skule: STRNLV", "FACT S52 (74 STRNLV)";
    SvarteIkke = "SVARTE_IKKE", "Søkeren svarte ikke innen fristen: ønsket er strøket", "Søkjaren svara ikkje innan fristen: ønsket er stroke", "INFERRED from S2, S52 (67 STRILÆ), parameter ubesvart_kode";
    HarTilbud = "HAR_TILBUD", "Søkeren har tilbud om Vg3 i skole: TILBSK", "Søkjaren har tilbod om Vg3 i skule: TILBSK", "FACT S1, S52 (11 TILBSK)";
    HarSvartJa = "HAR_SVART_JA", "Søkeren har takket ja til Vg3 i skole: INNTLI", "Søkjaren har takka ja til Vg3 i skule: INNTLI", "FACT S52 (22 INNTLI)";
    Fagprove = "FAGPROVE", "Søkeren skal få tilbud om fagprøve: TILBPR", "Søkjaren skal få tilbod om fagprøve: TILBPR", "INFERRED from 42 § 24, 32 § 6-5, 40 § 30, 55 § 30, parameter avviksfag_fagprove";
    IFormidling = "I_FORMIDLING", "Søkeren er til formidling: SFORM", "Søkjaren er til formidling: SFORM", "FACT S2 (4 SFORM)";
    IngenLare = "INGEN_LARE_ONSKE", "Søkeren har ingen ønsker om læreplass", "Søkjaren har ingen ønske om læreplass", "INFERRED";
    Laast = "LAAST", "Ønsket er låst for hånd og burde hatt en annen status", "Ønsket er låst for hand og burde hatt ein annan status", "ASSUMED";
    Ubehandlet = "UBEHANDLET_SVAR", "Et svar fra søkeren venter på 5A119", "Eit svar frå søkjaren ventar på 5A119", "INFERRED: nobody is struck while an answer waits";
    IkkeVarslet = "IKKE_VARSLET", "Søkeren har ikke fått vite om tilbudet i tide og blir ikke strøket", "Søkjaren har ikkje fått vite om tilbodet i tide og blir ikkje stroken", "INFERRED: nobody loses a right to a deadline they were not told of";
    MaSjekkes = "MA_SJEKKES", "Søkeren har ikke svart; fylket avgjør om ønsket strykes", "Søkjaren har ikkje svara; fylket avgjer om ønsket skal strykast", "INFERRED from 15 § 25, parameter ubesvart";
    FraInntak = "STATUS_FRA_INNTAK", "Statusen er satt av andre enn rutinene og røres ikke", "Statusen er sett av andre enn rutinane og vert ikkje rørt", "INFERRED from S2, S52 (61 comes from Inntak, 82 is set by hand)";
}

/// A status and why.
type Status = (Onskestatus, Grunn);

/// The applicant's wishes whose status should be another.
pub fn decide(s: &Soker, p: &Params, dager: &Dager, dag: NaiveDate) -> Verdict<Endring, Grunn> {
    let (mut nye, mut igjen) = (vec![], None);
    for o in &s.onsker {
        let (til, grunn) = status(s, o, p, dager, dag);
        if o.status == til
            || til == Onskestatus::Stopp && o.status.stilling() == Stilling::Ute && !o.satt_av_rutine
        {
            continue;
        }
        match hinder(o, (&til, grunn), p) {
            Some(hinder) => {
                igjen.get_or_insert((hinder, format!("onskenr={} status={}", o.onskenr, o.status)));
            }
            None => {
                let frist = (grunn == Grunn::SvarteIkke).then(|| o.forslag.as_ref()?.frist()).flatten();
                nye.push(NyStatus {
                    onske: o.id,
                    onskenr: o.onskenr,
                    fra: o.status.clone(),
                    til,
                    grunn,
                    frist,
                });
            }
        }
    }
    match igjen {
        _ if s.onsker.is_empty() => Verdict::leave(Grunn::IngenLare),
        _ if !nye.is_empty() => Verdict::Act(Endring { nye, igjen }),
        Some((grunn, figurer)) => Verdict::Leave(grunn, figurer),
        None => Verdict::Unchanged,
    }
}

/// Why a wish that should have another status is left as it is.
fn hinder(o: &Onske, (til, grunn): (&Onskestatus, Grunn), p: &Params) -> Option<Grunn> {
    let stroket = o.forslag.as_ref().filter(|_| grunn == Grunn::SvarteIkke);
    let eget = o.status == Onskestatus::Sform || o.satt_av_rutine;
    match stroket {
        _ if o.laast => Some(Grunn::Laast),
        Some(f) if f.ubehandlet_svar => Some(Grunn::Ubehandlet),
        Some(f) if !f.varslet_i_tide(p.varslet_dager_min) => Some(Grunn::IkkeVarslet),
        Some(_) if p.ubesvart == Ubesvart::MaSjekkes => Some(Grunn::MaSjekkes),
        _ if !eget && *til != Onskestatus::Strinn && *til != Onskestatus::Stopp => Some(Grunn::FraInntak),
        _ => None,
    }
}

/// The status and why, in the order of priority.
fn status(s: &Soker, o: &Onske, p: &Params, dager: &Dager, dag: NaiveDate) -> Status {
    if !s.tilstand.aktiv {
        return (Onskestatus::Stopp, Grunn::Passiv);
    }
    let kvalifisert =
        kvalifisert::kvalifisert(s.tilstand.vurdert, s.tilstand.larekandidat, o.skolegang, p.krav());
    let nei = matches!(kvalifisert, Kvalifisert::Nei(_));
    if s.tilstand.vurdert == Some(JaNei::Nei) || p.beregn_ukval2 && nei {
        return (Onskestatus::Ukval2, Grunn::IkkeKvalifisert);
    }
    if let Some(ut) = ute(s, nei, p, dager, dag) {
        return ut;
    }
    if o.inntatt_hoyere {
        return (Onskestatus::Strinn, Grunn::InntattHoyere);
    }
    match (s.tilstand.lareplass(), &o.forslag) {
        (Some(Lareplass::Kontrakt), _) => (Onskestatus::Inntlae, Grunn::HarLareplass),
        (Some(Lareplass::KontraktAnnetFylke), _) => (Onskestatus::Lannet, Grunn::HarLareplass),
        (Some(_), _) => (Onskestatus::Tilblae, Grunn::Formidlet),
        (None, Some(f)) => tilbud(f, p, dag),
        (None, None) if skal_ha_fagprove(o, dager, dag) => (Onskestatus::Tilbpr, Grunn::Fagprove),
        (None, None) => (Onskestatus::Sform, Grunn::IFormidling),
    }
}

/// Out of formidling by the county's day; not one who has a læreplass or an offer.
fn ute(s: &Soker, ikke_kvalifisert: bool, p: &Params, dager: &Dager, dag: NaiveDate) -> Option<Status> {
    if s.tilstand.lareplass().is_some() || s.onsker.iter().any(|o| o.forslag.is_some()) {
        return None;
    }
    let er = |fra: Option<NaiveDate>| fra.is_some_and(|fra| dag >= fra);
    let rett = |r: &String| p.uten_rett_omfatter == UtenRett::IngenRett || r == "UNGDOMSRETT";
    if er(dager.ukvalifisert_ut) && ikke_kvalifisert && !s.tilstand.larekandidat {
        Some((Onskestatus::Ukval2, Grunn::UkvalifisertUt))
    } else if er(dager.annet_fylke_ut) && s.annet_fylke {
        Some((Onskestatus::Stopp, Grunn::AnnetFylkeUt))
    } else if er(dager.uten_rett_ut) && !s.retter.iter().any(rett) {
        Some((Onskestatus::Stopp, Grunn::UtenRettUt))
    } else {
        None
    }
}

fn skal_ha_fagprove(o: &Onske, dager: &Dager, dag: NaiveDate) -> bool {
    let fullfort = matches!(o.skolegang, Skolegang::Fullfort(_));
    o.er_avviksfag && fullfort && dager.fagprove_fra.is_some_and(|fra| dag >= fra)
}

fn tilbud(f: &Forslag, p: &Params, dag: NaiveDate) -> Status {
    // The school asks for an answer of its own.
    let venter = f.venter_skole() || !f.svar.ja();
    if f.svar.nei() {
        (Onskestatus::Strnlv, Grunn::TakketNei)
    } else if venter && f.frist().is_some_and(|frist| dag > frist) {
        (p.stroket(), Grunn::SvarteIkke)
    } else if venter {
        (Onskestatus::Tilbsk, Grunn::HarTilbud)
    } else {
        (Onskestatus::Inntli, Grunn::HarSvartJa)
    }
}

impl Forslag {
    /// At a school's offer that is to be answered, and is not.
    fn venter_skole(&self) -> bool {
        self.status == Trinn::Skole && self.frist_skole.is_some() && self.svar.skole.is_none()
    }

    /// The deadline that runs.
    pub fn frist(&self) -> Option<NaiveDate> {
        if self.venter_skole() { self.frist_skole } else { self.frist_generelt }
    }

    fn varslet_i_tide(&self, dager_min: i64) -> bool {
        let varslet = if self.venter_skole() { self.varslet_skole } else { self.varslet_generelt };
        let dager = |frist: NaiveDate| varslet.map(|v| (frist - v).num_days());
        self.frist().and_then(dager).is_some_and(|dager| dager >= dager_min)
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
