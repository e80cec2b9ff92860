//! Who the applicants are: one table. Each profile shows one outcome of the Vg3 chain.
//! The first applicants of a county are one of each, in the table's order; the rest follow the weights.

use super::ident::{Alder, Slag};
use crate::domain::{Bedriftsforslag, JaNei};

/// What one applicant is like. Everything not said is as for `VANLIG`.
#[derive(Clone, Copy)]
pub struct Trekk {
    pub aktiv: bool,
    pub onsker: Onsker,
    pub fag: Fagvalg,
    pub laast: bool,
    pub annet_fylke: bool,
    pub rett: Option<&'static str>,
    pub rett_utlopt: bool,
    pub kontrakt: Kontraktvalg,
    pub avtalt_bedrift: bool,
    pub bedriftsforslag: Option<Bedriftsforslag>,
    /// The last school course; nothing when no schooling is known.
    pub skolegang: Option<Karakterer>,
    pub larekandidat: bool,
    pub kvalifisert: Option<JaNei>,
    pub epost: Epost,
    pub adressesperre: bool,
    pub slag: Slag,
    /// The answers on the web; `Ingen` when no offer is made.
    pub svar: Svar,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Onsker {
    /// Two to four, læreplass first.
    Vanlig,
    /// Læreplass, school, læreplass.
    SkoleSomTo,
    SkoleForst,
    /// Admitted to school on the second.
    Inntatt,
    Ingen,
}

#[derive(Clone, Copy)]
pub enum Fagvalg {
    Vanlig,
    Sarlop,
    Knapp,
    UtenTilbud,
    UtenOppstart,
    Avvik,
    UtenKode,
    ByggerIkkePa,
}

#[derive(Clone, Copy)]
pub enum Kontraktvalg {
    Ingen,
    Godkjent,
    UnderBehandling,
    Opplaring,
    Gammel,
}

#[derive(Clone, Copy)]
pub struct Karakterer {
    pub fullfort: bool,
    pub stryk_programfag: u8,
    pub stryk_fellesfag: u8,
    pub iv: u8,
}

#[derive(Clone, Copy)]
pub enum Epost {
    Vanlig,
    Mangler,
    Ubrukelig,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Svar {
    Ingen,
    Ja,
    Nei,
    JaSaNei,
    NeiSaJa,
    JaToGanger,
    Uteblir,
    ForSent,
    FeilTrinn,
}

impl Trekk {
    pub fn alder(&self) -> Alder {
        match self.rett {
            Some("UNGDOMSRETT") => Alder::Ung,
            Some("FULLFORINGSRETT") | None => Alder::Eldre,
            Some(_) => Alder::Voksen,
        }
    }
}

pub struct Profil {
    pub navn: &'static str,
    pub vekt: usize,
    /// What it shows, and in which routine.
    pub viser: &'static str,
    pub trekk: Trekk,
}

const BESTATT: Karakterer = Karakterer { fullfort: true, stryk_programfag: 0, stryk_fellesfag: 0, iv: 0 };

/// Gets an offer and says yes.
pub const VANLIG: Trekk = Trekk {
    aktiv: true,
    onsker: Onsker::Vanlig,
    fag: Fagvalg::Vanlig,
    laast: false,
    annet_fylke: false,
    rett: Some("UNGDOMSRETT"),
    rett_utlopt: false,
    kontrakt: Kontraktvalg::Ingen,
    avtalt_bedrift: false,
    bedriftsforslag: None,
    skolegang: Some(BESTATT),
    larekandidat: false,
    kvalifisert: None,
    epost: Epost::Vanlig,
    adressesperre: false,
    slag: Slag::Vanlig,
    svar: Svar::Ja,
};

/// As the ordinary, but something stands in the way of an offer.
const UTEN: Trekk = Trekk { svar: Svar::Ingen, ..VANLIG };

const fn p(navn: &'static str, vekt: usize, viser: &'static str, trekk: Trekk) -> Profil {
    Profil { navn, vekt, viser, trekk }
}

const fn skole(karakterer: Karakterer) -> Trekk {
    Trekk { skolegang: Some(karakterer), ..UTEN }
}

/// The weights are per mille.
#[rustfmt::skip]
pub static PROFILER: [Profil; 53] = [
    p("VANLIG", 219, "får tilbud, takker ja, får skoleplass og kontrakt", VANLIG),
    p("PASSIV", 25, "5A115 PASSIV: søknaden er satt passiv; 5A114 STOPP", Trekk { aktiv: false, ..UTEN }),
    p("SKOLE_FORST", 80, "5A115 IKKE_LARE_FORST: skole er første ønske", Trekk { onsker: Onsker::SkoleForst, ..UTEN }),
    p("UTEN_ONSKER", 1, "5A115 IKKE_LARE_FORST: søker uten ønsker", Trekk { onsker: Onsker::Ingen, ..UTEN }),
    p("LAAST", 5, "5A115 LAAST: første ønske er låst av formidler", Trekk { laast: true, ..UTEN }),
    p("INNTATT", 30, "5A115 IKKE_SFORM: ønsket er STRINN alt ved inntak", Trekk { onsker: Onsker::Inntatt, ..UTEN }),
    p("ANNET_FYLKE", 15, "5A115 ANNET_FYLKE: folkeregistrert i et annet fylke 1. mars", Trekk { annet_fylke: true, ..UTEN }),
    p("UTEN_RETT", 8, "5A115 MANGLER_RETT: ingen rett", Trekk { rett: None, ..UTEN }),
    p("RETT_UTLOPT", 3, "5A115 MANGLER_RETT: fullføringsretten er utløpt", Trekk { rett: Some("FULLFORINGSRETT"), rett_utlopt: true, ..UTEN }),
    p("REKVALIFISERING", 7, "5A115 MANGLER_RETT: bare rett til rekvalifisering", Trekk { rett: Some("REKVALIFISERING"), ..UTEN }),
    p("LAREKONTRAKT", 140, "5A115 HAR_KONTRAKT: godkjent lærekontrakt; 5A114 INNTLÆ", Trekk { kontrakt: Kontraktvalg::Godkjent, ..UTEN }),
    p("KONTRAKT_UNDER_BEHANDLING", 40, "5A115 HAR_KONTRAKT: lærekontrakt under behandling", Trekk { kontrakt: Kontraktvalg::UnderBehandling, ..UTEN }),
    p("OPPLARINGSKONTRAKT", 10, "5A115 HAR_KONTRAKT: lærekandidat med opplæringskontrakt", Trekk { kontrakt: Kontraktvalg::Opplaring, larekandidat: true, ..UTEN }),
    p("AVTALT_BEDRIFT", 30, "5A115 AVTALT_BEDRIFT: har avtale med en bedrift", Trekk { avtalt_bedrift: true, ..UTEN }),
    p("HAR_LAREPLASS", 25, "5A115 HAR_LAREPLASS: bedriftsforslaget er akseptert", Trekk { bedriftsforslag: Some(Bedriftsforslag::Akseptert), ..UTEN }),
    p("TAKKET_NEI", 10, "5A115 TAKKET_NEI: søkeren avslo læreplassen bedriften tilbød", Trekk { bedriftsforslag: Some(Bedriftsforslag::AvslattSoker), ..UTEN }),
    p("STRYK_PROGRAMFAG", 14, "5A115 stryk i programfag: MA_VURDERES i 46, IKKE_KVALIFISERT i 11", skole(Karakterer { stryk_programfag: 1, ..BESTATT })),
    p("TRE_STRYK_FELLESFAG", 9, "5A115 tre stryk i fellesfag: MA_VURDERES i 46, IKKE_KVALIFISERT i 11", skole(Karakterer { stryk_fellesfag: 3, ..BESTATT })),
    p("IV", 8, "5A115 ikke vurdering (IV) i et fag: MA_VURDERES i 46, IKKE_KVALIFISERT i 11", skole(Karakterer { iv: 1, ..BESTATT })),
    p("IKKE_FULLFORT", 8, "5A115 IKKE_KVALIFISERT: Vg2 er ikke fullført", skole(Karakterer { fullfort: false, ..BESTATT })),
    p("LAREKANDIDAT_UTEN_PLAN", 3, "5A115 IKKE_KVALIFISERT: lærekandidat uten fullført egen plan", Trekk { larekandidat: true, ..skole(Karakterer { fullfort: false, iv: 2, ..BESTATT }) }),
    p("VURDERT_NEI", 5, "5A115 IKKE_KVALIFISERT: fylket har vurdert nei", Trekk { kvalifisert: Some(JaNei::Nei), ..UTEN }),
    p("UTEN_ELEVKURS", 4, "5A115 UKJENT_SKOLEGANG: ingen elevkurs", Trekk { skolegang: None, ..UTEN }),
    p("BYGGER_IKKE_PA", 8, "5A115 BYGGER_IKKE_PA: ønsket bygger ikke på fullført Vg2", Trekk { fag: Fagvalg::ByggerIkkePa, ..UTEN }),
    p("AVVIKSFAG", 6, "5A115 AVVIKSFAG: automatiseringsfaget etter automatisering", Trekk { fag: Fagvalg::Avvik, ..UTEN }),
    p("MANGLER_KODE", 4, "5A115 MANGLER_KODE: helsesekretær har ingen kode i skole", Trekk { fag: Fagvalg::UtenKode, ..UTEN }),
    p("TRE_ONSKER", 32, "tilbud: tre ønsker, skole som nummer to", Trekk { onsker: Onsker::SkoleSomTo, ..VANLIG }),
    p("FULLFORINGSRETT", 25, "tilbud: fullføringsrett", Trekk { rett: Some("FULLFORINGSRETT"), ..VANLIG }),
    p("VOKSENRETT", 25, "tilbud: voksenrett", Trekk { rett: Some("VOKSENRETT"), ..VANLIG }),
    p("TO_STRYK_FELLESFAG", 20, "tilbud: to stryk i fellesfag tåles", Trekk { skolegang: Some(Karakterer { stryk_fellesfag: 2, ..BESTATT }), ..VANLIG }),
    p("LAREKANDIDAT", 15, "tilbud H---: lærekandidat med fullført egen plan", Trekk { larekandidat: true, skolegang: Some(Karakterer { stryk_programfag: 2, ..BESTATT }), ..VANLIG }),
    p("SARLOP", 15, "tilbud: særløp, bygger på Vg1", Trekk { fag: Fagvalg::Sarlop, ..VANLIG }),
    p("VURDERT_JA", 5, "tilbud: fylket har vurdert ja, tross stryk", Trekk { kvalifisert: Some(JaNei::Ja), skolegang: Some(Karakterer { stryk_programfag: 1, ..BESTATT }), ..VANLIG }),
    p("AVSLAG_FRA_BEDRIFT", 20, "tilbud: bedriften, ikke søkeren, sa nei", Trekk { bedriftsforslag: Some(Bedriftsforslag::AvslattBedrift), ..VANLIG }),
    p("FORSLAG_SENDT", 8, "tilbud: bedriftsforslag uten svar", Trekk { bedriftsforslag: Some(Bedriftsforslag::Sendt), ..VANLIG }),
    p("GAMMEL_KONTRAKT", 5, "tilbud: kontrakten fra et tidligere skoleår er slutt", Trekk { kontrakt: Kontraktvalg::Gammel, ..VANLIG }),
    p("UTEN_EPOST", 5, "tilbud uten brev: MANGLER_EPOST", Trekk { epost: Epost::Mangler, ..VANLIG }),
    p("UBRUKELIG_EPOST", 3, "tilbud uten brev: adressen kan ikke brukes", Trekk { epost: Epost::Ubrukelig, ..VANLIG }),
    p("ADRESSESPERRE", 2, "tilbud uten brev: adressesperre, følges opp for hånd", Trekk { adressesperre: true, ..VANLIG }),
    p("D_NUMMER", 10, "tilbud: D-nummer", Trekk { slag: Slag::DNummer, ..VANLIG }),
    p("SERIE_2032", 10, "tilbud: nummer etter regelen fra 2032", Trekk { slag: Slag::Serie2032, ..VANLIG }),
    p("NEI", 25, "5A119 nei; 5A114 STRNLV", Trekk { svar: Svar::Nei, ..VANLIG }),
    p("JA_SA_NEI", 3, "5A119: siste svar gjelder, nei", Trekk { svar: Svar::JaSaNei, ..VANLIG }),
    p("NEI_SA_JA", 3, "5A119: siste svar gjelder, ja", Trekk { svar: Svar::NeiSaJa, ..VANLIG }),
    p("JA_TO_GANGER", 4, "5A119: samme svar to ganger", Trekk { svar: Svar::JaToGanger, ..VANLIG }),
    p("UTEN_SVAR", 15, "5A114 STRILÆ: svarte ikke innen fristen", Trekk { svar: Svar::Uteblir, ..VANLIG }),
    p("FOR_SENT", 3, "5A119 FOR_SENT: svaret kom morgenen etter fristen", Trekk { svar: Svar::ForSent, ..VANLIG }),
    p("FEIL_TRINN", 1, "5A119 AVVIST: svar på TILBSK mens tilbudet er TILBSKG", Trekk { svar: Svar::FeilTrinn, ..VANLIG }),
    p("KNAPP_KAPASITET", 11, "5A120 INGEN_KAPASITET: flere søkere enn plasser", Trekk { fag: Fagvalg::Knapp, ..VANLIG }),
    p("KNAPP_VOKSEN", 3, "5A120 INGEN_KAPASITET: ungdomsrett går foran voksenrett", Trekk { fag: Fagvalg::Knapp, rett: Some("VOKSENRETT"), ..VANLIG }),
    p("UTEN_SKOLETILBUD", 6, "5A120 INGEN_KAPASITET: ingen skole har faget", Trekk { fag: Fagvalg::UtenTilbud, ..VANLIG }),
    p("UTEN_OPPSTART", 6, "5A106 MANGLER_OPPSTART: skolen har ikke satt oppstart", Trekk { fag: Fagvalg::UtenOppstart, ..VANLIG }),
    p("UTEN_SVAR_VOKSEN", 3, "5A114 STRILÆ: voksenrett, svarte ikke", Trekk { rett: Some("VOKSENRETT"), svar: Svar::Uteblir, ..VANLIG }),
];

/// A step prime to the sum of the weights: of all such it strays least from them over some hundred applicants.
pub const STEG: usize = 821;

/// The profile of the applicant at a position, from 0.
pub fn ved(posisjon: usize) -> &'static Profil {
    if let Some(profil) = PROFILER.get(posisjon) {
        return profil;
    }
    let sum: usize = PROFILER.iter().map(|p| p.vekt).sum();
    let mut plass = (posisjon - PROFILER.len()) * STEG % sum;
    for profil in &PROFILER {
        if plass < profil.vekt {
            return profil;
        }
        plass -= profil.vekt;
    }
    &PROFILER[0]
}

/// How many of each profile there are among so many applicants, in the table's order.
pub fn antall(sokere: usize) -> Vec<(&'static Profil, usize)> {
    let mut rader: Vec<_> = PROFILER.iter().map(|p| (p, 0)).collect();
    for n in 0..sokere {
        let profil = ved(n);
        if let Some(rad) = rader.iter_mut().find(|(p, _)| p.navn == profil.navn) {
            rad.1 += 1;
        }
    }
    rader
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundre_sokere_viser_alle_profiler() {
        assert!(antall(100).iter().all(|(_, n)| *n >= 1));
        assert_eq!(PROFILER.iter().map(|p| p.vekt).sum::<usize>(), 1000);
    }

    #[test]
    fn halvparten_far_tilbud() {
        let tilbud: usize =
            antall(30_000).iter().filter(|(p, _)| p.trekk.svar != Svar::Ingen).map(|(_, n)| n).sum();
        assert!((14_000..=16_000).contains(&tilbud), "{tilbud}");
    }
}
