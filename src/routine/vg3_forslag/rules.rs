//! Who gets a general offer of Vg3 in school, and why the others do not (domain.md B.1; INFERRED where not marked).

use anyhow::{Context, Result, ensure};
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;

use crate::domain::{Kvalifisert, Vitnesbyrd, kvalifisert, programomrade, rett};
use crate::routine::{Verdict, reasons};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub svarfrist_dager: u64,
    /// A run that comes so late that fewer days are left is a person's to decide.
    pub svarfrist_dager_min: u64,
    /// A date instead of `svarfrist_dager`; empty for none.
    pub svarfrist: String,
    pub avviksfag: bool,
    pub larekandidat: bool,
    pub fellesfag_stryk_max: u32,
    pub krev_folkeregistrert: bool,
    /// `MM-DD`: offers after this date are made, with a warning.
    pub siste_dato: String,
}

impl Params {
    /// Are the dates dates? A run must not begin on what it cannot read.
    ///
    /// # Errors
    /// Names the parameter, what was given and what was expected.
    pub fn check(&self) -> Result<()> {
        self.svarfrist(NaiveDate::default())?;
        let day = NaiveDate::parse_from_str(&format!("2000-{}", self.siste_dato), "%Y-%m-%d");
        let padded = self.siste_dato.len() == 5;
        ensure!(
            padded && day.is_ok(),
            "`siste_dato` is `{}`, expected MM-DD such as `09-01`",
            self.siste_dato
        );
        Ok(())
    }

    /// The last day of answering.
    ///
    /// # Errors
    /// `svarfrist` is no date.
    pub fn svarfrist(&self, asof: NaiveDate) -> Result<NaiveDate> {
        if self.svarfrist.is_empty() {
            return asof
                .checked_add_days(Days::new(self.svarfrist_dager))
                .context("`svarfrist_dager` is too large");
        }
        self.svarfrist
            .parse()
            .ok()
            .with_context(|| format!("`svarfrist` is `{}`, expected YYYY-MM-DD", self.svarfrist))
    }

    /// Days to answer that a letter must leave; a deadline that a person has set is their own affair.
    pub fn dager_igjen_min(&self) -> i64 {
        let least =
            if self.svarfrist.is_empty() { self.svarfrist_dager_min.min(self.svarfrist_dager) } else { 0 };
        i64::try_from(least).unwrap_or(i64::MAX)
    }

    /// Is it past the last date of the year applied in?
    pub fn er_sent(&self, asof: NaiveDate, soknadsar: i64) -> bool {
        let day = format!("{:02}-{:02}", asof.month(), asof.day());
        (i64::from(asof.year()), day.as_str()) > (soknadsar, &self.siste_dato)
    }
}

/// An applicant as this rule needs to see them.
#[derive(Clone, Debug)]
pub struct Soker {
    pub id: i64,
    pub aktiv: bool,
    pub larekandidat: bool,
    pub vurdert: Option<String>,
    pub bosatt_i_fylket: bool,
    pub retter: Vec<String>,
    pub skolegang: Option<Vitnesbyrd>,
    pub onske: Option<Onske>,
    pub har_kontrakt: bool,
    pub har_akseptert: bool,
    pub har_avslatt: bool,
    pub har_forslag: bool,
}

/// The first wish.
#[derive(Clone, Debug)]
pub struct Onske {
    pub id: i64,
    pub er_lare: bool,
    pub programomrade: String,
    pub status: String,
    pub laast: bool,
    pub avtalt_bedrift: bool,
    pub er_avviksfag: bool,
    pub bygger_pa: bool,
    /// The variant in school exists and is valid on the date.
    pub har_kode: bool,
}

impl Soker {
    pub fn unit(&self) -> String {
        format!("soker:{}", self.id)
    }
}

/// An offer to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Tilbud {
    pub programomrade: String,
}

reasons! {
    /// Why a unit was acted on or left.
    Grunn:
    Tilbud = "TILBUD", "Får tilbud om Vg3 fagopplæring i skole", "Får tilbod om Vg3 fagopplæring i skule", "FACT S13";
    Passiv = "PASSIV", "Søknaden er ikke aktiv", "Søknaden er ikkje aktiv", "INFERRED from S2";
    IkkeLareForst = "IKKE_LARE_FORST", "Læreplass er ikke første ønske", "Læreplass er ikkje første ønske", "FACT S13, S16";
    Laast = "LAAST", "Ønsket er låst for hånd", "Ønsket er låst for hand", "ASSUMED";
    IkkeSform = "IKKE_SFORM", "Ønsket er ikke i formidling (SFORM)", "Ønsket er ikkje i formidling (SFORM)", "FACT S2";
    AnnetFylke = "ANNET_FYLKE", "Søkeren var folkeregistrert i et annet fylke 1. mars", "Søkjaren var folkeregistrert i eit anna fylke 1. mars", "FACT S16";
    ManglerRett = "MANGLER_RETT", "Søkeren har verken ungdomsrett, fullføringsrett eller voksenrett", "Søkjaren har verken ungdomsrett, fullføringsrett eller vaksenrett", "FACT S14";
    HarKontrakt = "HAR_KONTRAKT", "Søkeren har kontrakt for skoleåret", "Søkjaren har kontrakt for skuleåret", "INFERRED from opplæringslova § 5-6 (S18)";
    HarLareplass = "HAR_LAREPLASS", "Søkeren har fått læreplass gjennom et bedriftsforslag", "Søkjaren har fått læreplass gjennom eit bedriftsforslag", "INFERRED from opplæringslova § 5-6 (S18)";
    AvtaltBedrift = "AVTALT_BEDRIFT", "Søkeren har avtalt læreplass med en bedrift", "Søkjaren har avtalt læreplass med ei bedrift", "INFERRED from S1";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei til en læreplass", "Søkjaren har takka nei til ein læreplass", "FACT S15, S17";
    LarekandidatAv = "LAREKANDIDAT", "Fylket gir ikke dette tilbudet til lærekandidater", "Fylket gir ikkje dette tilbodet til lærekandidatar", "ASSUMED, parameter larekandidat";
    IkkeKvalifisert = "IKKE_KVALIFISERT", "Søkeren er ikke kvalifisert til Vg3", "Søkjaren er ikkje kvalifisert til Vg3", "FACT S13, S14";
    UkjentSkolegang = "UKJENT_SKOLEGANG", "Ingen skolegang er registrert på søkeren", "Ingen skulegang er registrert på søkjaren", "INFERRED";
    Avviksfag = "AVVIKSFAG", "Avviksfag er ikke med i tilbudet", "Avviksfag er ikkje med i tilbodet", "INFERRED from S1, parameter avviksfag";
    ByggerIkkePa = "BYGGER_IKKE_PA", "Ønsket bygger ikke på programområdet søkeren har fullført", "Ønsket byggjer ikkje på programområdet søkjaren har fullført", "FACT S18 (opplæringslova § 5-6)";
    ManglerKode = "MANGLER_KODE", "Lærefaget har ingen gyldig kode for fagopplæring i skole", "Lærefaget har ingen gyldig kode for fagopplæring i skule", "INFERRED from S10";
}

/// The whole rule, in the order a formidler would ask.
pub fn decide(s: &Soker, p: &Params) -> Verdict<Tilbud, Grunn> {
    if s.har_forslag {
        return Verdict::Unchanged;
    }
    let Some(onske) = s.onske.as_ref().filter(|o| s.aktiv && o.er_lare) else {
        return Verdict::leave(if s.aktiv { Grunn::IkkeLareForst } else { Grunn::Passiv });
    };
    let stands_in_the_way = [
        (onske.laast, Grunn::Laast),
        (onske.status != "SFORM", Grunn::IkkeSform),
        (p.krev_folkeregistrert && !s.bosatt_i_fylket, Grunn::AnnetFylke),
        (!s.retter.iter().any(|r| rett::rang(r).is_some()), Grunn::ManglerRett),
        (s.har_kontrakt, Grunn::HarKontrakt),
        (s.har_akseptert, Grunn::HarLareplass),
        (onske.avtalt_bedrift, Grunn::AvtaltBedrift),
        (s.har_avslatt, Grunn::TakketNei),
        (s.larekandidat && !p.larekandidat, Grunn::LarekandidatAv),
    ];
    match stands_in_the_way.into_iter().find(|(holds, _)| *holds) {
        Some((_, Grunn::IkkeSform)) => {
            return Verdict::Leave(Grunn::IkkeSform, format!("status={}", onske.status));
        }
        Some((_, grunn)) => return Verdict::leave(grunn),
        None => {}
    }
    if let Some((grunn, detail)) = faglig_hinder(s, onske, p) {
        return Verdict::Leave(grunn, detail);
    }
    Verdict::Act(Tilbud { programomrade: programomrade::i_skole(&onske.programomrade, s.larekandidat) })
}

fn faglig_hinder(s: &Soker, o: &Onske, p: &Params) -> Option<(Grunn, String)> {
    let none = String::new();
    match kvalifisert::kvalifisert(
        s.vurdert.as_deref(),
        s.larekandidat,
        s.skolegang,
        p.fellesfag_stryk_max.into(),
    ) {
        Kvalifisert::Ja if o.er_avviksfag && !p.avviksfag => Some((Grunn::Avviksfag, none)),
        Kvalifisert::Ja if !o.bygger_pa => Some((Grunn::ByggerIkkePa, none)),
        Kvalifisert::Ja if !o.har_kode => Some((Grunn::ManglerKode, none)),
        Kvalifisert::Ja => None,
        Kvalifisert::Ukjent => Some((Grunn::UkjentSkolegang, none)),
        Kvalifisert::NeiVurdert => Some((Grunn::IkkeKvalifisert, "vurdert=N".into())),
        Kvalifisert::Nei(v) => Some((Grunn::IkkeKvalifisert, v.figurer(s.larekandidat))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soker() -> Soker {
        let onske = Onske {
            id: 1,
            er_lare: true,
            programomrade: "BATMF3----".into(),
            status: "SFORM".into(),
            laast: false,
            avtalt_bedrift: false,
            er_avviksfag: false,
            bygger_pa: true,
            har_kode: true,
        };
        Soker {
            id: 1,
            aktiv: true,
            larekandidat: false,
            vurdert: None,
            bosatt_i_fylket: true,
            retter: vec!["UNGDOMSRETT".into()],
            skolegang: Some(Vitnesbyrd { fullfort: true, ..Vitnesbyrd::default() }),
            onske: Some(onske),
            har_kontrakt: false,
            har_akseptert: false,
            har_avslatt: false,
            har_forslag: false,
        }
    }

    fn params() -> Params {
        Params {
            soknadsar: 0,
            svarfrist_dager: 7,
            svarfrist_dager_min: 3,
            svarfrist: String::new(),
            avviksfag: false,
            larekandidat: true,
            fellesfag_stryk_max: 2,
            krev_folkeregistrert: true,
            siste_dato: "09-01".into(),
        }
    }

    fn check(change: impl FnOnce(&mut Soker, &mut Onske, &mut Params), expected: &str) {
        let (mut s, mut p) = (soker(), params());
        let mut o = s.onske.clone().unwrap();
        change(&mut s, &mut o, &mut p);
        if s.onske.is_some() {
            s.onske = Some(o);
        }
        let got = match decide(&s, &p) {
            Verdict::Act(t) => t.programomrade,
            Verdict::Unchanged => "uendret".into(),
            Verdict::Leave(g, d) => format!("{} {d}", g.code()).trim().to_owned(),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn den_vanlige_sokeren_far_tilbud() {
        check(|_, _, _| {}, "BATMF3F---");
    }

    #[test]
    fn larekandidaten_far_tilbud_om_kompetanseprove() {
        check(|s, _, _| s.larekandidat = true, "BATMF3H---");
        check(
            |s, _, p| {
                s.larekandidat = true;
                p.larekandidat = false;
            },
            "LAREKANDIDAT",
        );
    }

    #[test]
    fn hvert_hinder_har_sin_grunn() {
        check(|s, _, _| s.har_forslag = true, "uendret");
        check(|s, _, _| s.aktiv = false, "PASSIV");
        check(|s, _, _| s.onske = None, "IKKE_LARE_FORST");
        check(|_, o, _| o.er_lare = false, "IKKE_LARE_FORST");
        check(|_, o, _| o.laast = true, "LAAST");
        check(|_, o, _| o.status = "STRINN".into(), "IKKE_SFORM status=STRINN");
        check(|s, _, _| s.bosatt_i_fylket = false, "ANNET_FYLKE");
        check(|s, _, _| s.retter.clear(), "MANGLER_RETT");
        check(|s, _, _| s.retter = vec!["REKVALIFISERING".into()], "MANGLER_RETT");
        check(|s, _, _| s.har_kontrakt = true, "HAR_KONTRAKT");
        check(|s, _, _| s.har_akseptert = true, "HAR_LAREPLASS");
        check(|_, o, _| o.avtalt_bedrift = true, "AVTALT_BEDRIFT");
        check(|s, _, _| s.har_avslatt = true, "TAKKET_NEI");
        check(|_, o, _| o.er_avviksfag = true, "AVVIKSFAG");
        check(|_, o, _| o.bygger_pa = false, "BYGGER_IKKE_PA");
        check(|_, o, _| o.har_kode = false, "MANGLER_KODE");
    }

    #[test]
    fn ikke_kvalifisert_sier_hvorfor() {
        let stryk = |p, f, iv| Vitnesbyrd { fullfort: true, stryk_programfag: p, stryk_fellesfag: f, iv };
        check(|s, _, _| s.skolegang = Some(stryk(2, 0, 0)), "IKKE_KVALIFISERT stryk_programfag=2");
        check(|s, _, _| s.skolegang = Some(stryk(0, 3, 0)), "IKKE_KVALIFISERT stryk_fellesfag=3");
        check(|s, _, _| s.skolegang = Some(stryk(0, 2, 0)), "BATMF3F---");
        check(|s, _, _| s.skolegang = Some(stryk(0, 0, 1)), "IKKE_KVALIFISERT iv=1");
        check(|s, _, _| s.skolegang = Some(Vitnesbyrd::default()), "IKKE_KVALIFISERT fullfort=N");
        check(|s, _, _| s.vurdert = Some("N".into()), "IKKE_KVALIFISERT vurdert=N");
        check(|s, _, _| s.skolegang = None, "UKJENT_SKOLEGANG");
    }

    #[test]
    fn fristen_er_sju_hele_dager() {
        let asof = "2026-07-28".parse().unwrap();
        assert_eq!(params().svarfrist(asof).unwrap(), "2026-08-04".parse().unwrap());
        let p = Params { svarfrist: "2026-08-10".into(), ..params() };
        assert_eq!(p.svarfrist(asof).unwrap(), "2026-08-10".parse().unwrap());
    }

    #[test]
    fn en_sen_kjoring_ma_la_det_vaere_dager_igjen() {
        assert_eq!(params().dager_igjen_min(), 3);
        assert_eq!(Params { svarfrist_dager: 2, ..params() }.dager_igjen_min(), 2, "fylket vil ha det kort");
        assert_eq!(
            Params { svarfrist: "2026-08-10".into(), ..params() }.dager_igjen_min(),
            0,
            "satt for hånd"
        );
    }

    #[test]
    fn etter_siste_dato_er_det_sent_ogsa_aret_etter() {
        let er_sent = |dag: &str| params().er_sent(dag.parse().unwrap(), 2026);
        assert!(!er_sent("2026-09-01"));
        assert!(er_sent("2026-09-02"));
        assert!(er_sent("2027-01-15"));
    }

    #[test]
    fn det_som_ikke_er_en_dato_avvises() {
        let svarfrist = |t: &str| Params { svarfrist: t.into(), ..params() }.check().is_ok();
        let siste_dato = |t: &str| Params { siste_dato: t.into(), ..params() }.check().is_ok();
        assert!(svarfrist("") && svarfrist("2026-08-10") && siste_dato("09-01"));
        assert!(!svarfrist("i morgen") && !svarfrist("2026-02-30"));
        assert!(!siste_dato("1. september") && !siste_dato("13-01") && !siste_dato("9-1"));
        assert!(Params { svarfrist_dager: u64::MAX, ..params() }.check().is_err());
    }
}
