//! State -> status of a wish, a pure function (domain.md B.3, INFERRED; status codes FACT S2 where VIGO's).

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::{Kvalifisert, Vitnesbyrd, kvalifisert};
use crate::routine::{Verdict, reasons};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub beregn_ukval2: bool,
    pub fellesfag_stryk_max: u32,
}

#[derive(Clone, Debug)]
pub struct Soker {
    pub id: i64,
    pub aktiv: bool,
    pub larekandidat: bool,
    pub vurdert: Option<String>,
    pub skolegang: Option<Vitnesbyrd>,
    /// A godkjent L or O contract, or an accepted bedriftsforslag.
    pub har_lareplass: bool,
    /// The læreplass wishes.
    pub onsker: Vec<Onske>,
}

#[derive(Clone, Debug)]
pub struct Onske {
    pub id: i64,
    pub onskenr: i64,
    pub status: String,
    pub laast: bool,
    /// A school wish of higher priority has been met.
    pub inntatt_hoyere: bool,
    pub forslag: Option<Forslag>,
}

/// The wish's open VG3-forslag.
#[derive(Clone, Debug)]
pub struct Forslag {
    pub status: String,
    pub frist_generelt: Option<NaiveDate>,
    pub frist_skole: Option<NaiveDate>,
    pub overfort: bool,
    pub svar_generelt: Option<String>,
    pub svar_skole: Option<String>,
    /// An answer lies in the inbox, not treated by 5A119 yet.
    pub ubehandlet_svar: bool,
}

impl Soker {
    pub fn unit(&self) -> String {
        format!("soker:{}", self.id)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct NyStatus {
    pub onske: i64,
    pub onskenr: i64,
    pub fra: String,
    pub til: &'static str,
    pub grunn: Grunn,
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
    Passiv = "PASSIV", "Søknaden er ikke aktiv: STOPP", "Søknaden er ikkje aktiv: STOPP", "FACT S2 (77 STOPP)";
    IkkeKvalifisert = "IKKE_KVALIFISERT", "Søkeren er ikke kvalifisert: UKVAL2", "Søkjaren er ikkje kvalifisert: UKVAL2", "FACT S2 (82 UKVAL2)";
    InntattHoyere = "INNTATT_HOYERE", "Søkeren er tatt inn på et høyere ønske: STRINN", "Søkjaren er teken inn på eit høgare ønske: STRINN", "FACT S2 (61 STRINN)";
    HarLareplass = "HAR_LAREPLASS", "Søkeren har læreplass: P_LAREPL", "Søkjaren har læreplass: P_LAREPL", "INFERRED; the code is ours";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei til Vg3 i skole: P_NEISK", "Søkjaren har takka nei til Vg3 i skule: P_NEISK", "INFERRED; the code is ours";
    SvarteIkke = "SVARTE_IKKE", "Søkeren svarte ikke innen fristen: STRILÆ", "Søkjaren svara ikkje innan fristen: STRILÆ", "FACT S2 (67 STRILÆ)";
    HarTilbud = "HAR_TILBUD", "Søkeren har et generelt tilbud om Vg3 i skole: TILBSKG", "Søkjaren har eit generelt tilbod om Vg3 i skule: TILBSKG", "FACT S1 (TILBSKG)";
    HarSkoletilbud = "HAR_SKOLETILBUD", "Søkeren har tilbud om Vg3 ved en skole: TILBSK", "Søkjaren har tilbod om Vg3 ved ein skule: TILBSK", "FACT S1 (TILBSK)";
    IFormidling = "I_FORMIDLING", "Søkeren er til formidling: SFORM", "Søkjaren er til formidling: SFORM", "FACT S2 (4 SFORM)";
    IngenLare = "INGEN_LARE_ONSKE", "Søkeren har ingen ønsker om læreplass", "Søkjaren har ingen ønske om læreplass", "INFERRED";
    Laast = "LAAST", "Ønsket er låst for hånd og burde hatt en annen status", "Ønsket er låst for hand og burde hatt ein annan status", "ASSUMED";
    Ubehandlet = "UBEHANDLET_SVAR", "Et svar fra søkeren venter på 5A119", "Eit svar frå søkjaren ventar på 5A119", "INFERRED: nobody is struck while an answer waits";
    FraInntak = "STATUS_FRA_INNTAK", "Statusen er satt av inntak og røres ikke", "Statusen er sett av inntak og vert ikkje rørt", "INFERRED from S2 (61 comes from Inntak)";
}

/// The statuses this routine moves between; any other belongs to Inntak or the county.
const EGNE: [&str; 8] = ["SFORM", "STOPP", "UKVAL2", "STRILÆ", "TILBSKG", "TILBSK", "P_NEISK", "P_LAREPL"];

/// The applicant's wishes whose status should be another.
pub fn decide(s: &Soker, p: &Params, dag: NaiveDate) -> Verdict<Endring, Grunn> {
    let (mut nye, mut igjen) = (vec![], None);
    let figurer = |o: &Onske| format!("onskenr={} status={}", o.onskenr, o.status);
    for o in &s.onsker {
        let (til, grunn) = status(s, o, p, dag);
        if o.status == til {
            continue;
        }
        if o.laast {
            igjen.get_or_insert((Grunn::Laast, figurer(o)));
        } else if til == "STRILÆ" && o.forslag.as_ref().is_some_and(|f| f.ubehandlet_svar) {
            igjen.get_or_insert((Grunn::Ubehandlet, figurer(o)));
        } else if !EGNE.contains(&o.status.as_str()) && til != "STRINN" && til != "STOPP" {
            igjen.get_or_insert((Grunn::FraInntak, figurer(o)));
        } else {
            nye.push(NyStatus { onske: o.id, onskenr: o.onskenr, fra: o.status.clone(), til, grunn });
        }
    }
    match igjen {
        _ if s.onsker.is_empty() => Verdict::leave(Grunn::IngenLare),
        _ if !nye.is_empty() => Verdict::Act(Endring { nye, igjen }),
        Some((grunn, figurer)) => Verdict::Leave(grunn, figurer),
        None => Verdict::Unchanged,
    }
}

/// The status and why, in the order of priority.
fn status(s: &Soker, o: &Onske, p: &Params, dag: NaiveDate) -> (&'static str, Grunn) {
    if !s.aktiv {
        return ("STOPP", Grunn::Passiv);
    }
    if ukvalifisert(s, p) {
        return ("UKVAL2", Grunn::IkkeKvalifisert);
    }
    if o.inntatt_hoyere {
        return ("STRINN", Grunn::InntattHoyere);
    }
    if s.har_lareplass {
        return ("P_LAREPL", Grunn::HarLareplass);
    }
    match &o.forslag {
        Some(f) if f.status == "TILBSK" => skoletilbud(f, dag),
        Some(f) => generelt(f, dag),
        None => ("SFORM", Grunn::IFormidling),
    }
}

fn ukvalifisert(s: &Soker, p: &Params) -> bool {
    match kvalifisert::kvalifisert(
        s.vurdert.as_deref(),
        s.larekandidat,
        s.skolegang,
        p.fellesfag_stryk_max.into(),
    ) {
        Kvalifisert::NeiVurdert => true,
        Kvalifisert::Nei(_) => p.beregn_ukval2,
        Kvalifisert::Ja | Kvalifisert::Ukjent => false,
    }
}

fn skoletilbud(f: &Forslag, dag: NaiveDate) -> (&'static str, Grunn) {
    match f.svar_skole.as_deref() {
        Some("N") => ("P_NEISK", Grunn::TakketNei),
        None if f.frist_skole.is_some_and(|frist| dag > frist) => ("STRILÆ", Grunn::SvarteIkke),
        // Only 5A122 moves the wish itself to TILBSK; a rerun of this after it must not undo that.
        _ if f.overfort => ("TILBSK", Grunn::HarSkoletilbud),
        _ => ("TILBSKG", Grunn::HarTilbud),
    }
}

fn generelt(f: &Forslag, dag: NaiveDate) -> (&'static str, Grunn) {
    match f.svar_generelt.as_deref() {
        Some("N") => ("P_NEISK", Grunn::TakketNei),
        None if f.frist_generelt.is_some_and(|frist| dag > frist) => ("STRILÆ", Grunn::SvarteIkke),
        _ => ("TILBSKG", Grunn::HarTilbud),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forslag(status: &str) -> Forslag {
        Forslag {
            status: status.into(),
            frist_generelt: "2026-08-04".parse().ok(),
            frist_skole: None,
            overfort: false,
            svar_generelt: None,
            svar_skole: None,
            ubehandlet_svar: false,
        }
    }

    fn soker(forslag: Option<Forslag>) -> Soker {
        let onske =
            Onske { id: 1, onskenr: 1, status: "SFORM".into(), laast: false, inntatt_hoyere: false, forslag };
        Soker {
            id: 1,
            aktiv: true,
            larekandidat: false,
            vurdert: None,
            skolegang: Some(Vitnesbyrd { fullfort: true, ..Vitnesbyrd::default() }),
            har_lareplass: false,
            onsker: vec![onske],
        }
    }

    fn check(s: &Soker, dag: &str, expected: &str) {
        let p = Params { soknadsar: 0, beregn_ukval2: true, fellesfag_stryk_max: 2 };
        let got = match decide(s, &p, dag.parse().unwrap()) {
            Verdict::Act(e) => e.nye[0].til.to_owned(),
            Verdict::Unchanged => s.onsker[0].status.clone(),
            Verdict::Leave(g, _) => g.code().to_owned(),
        };
        assert_eq!(got, expected);
    }

    fn med(f: impl FnOnce(&mut Soker)) -> Soker {
        let mut s = soker(Some(forslag("TILBSKG")));
        f(&mut s);
        s
    }

    fn svar(f: Forslag, generelt: Option<&str>, skole: Option<&str>) -> Soker {
        soker(Some(Forslag {
            svar_generelt: generelt.map(str::to_owned),
            svar_skole: skole.map(str::to_owned),
            ..f
        }))
    }

    #[test]
    fn den_som_ikke_svarer_strykes_dagen_etter_fristen() {
        check(&soker(Some(forslag("TILBSKG"))), "2026-08-04", "TILBSKG");
        check(&soker(Some(forslag("TILBSKG"))), "2026-08-05", "STRILÆ");
    }

    #[test]
    fn ingen_strykes_mens_et_svar_venter() {
        check(
            &soker(Some(Forslag { ubehandlet_svar: true, ..forslag("TILBSKG") })),
            "2026-08-05",
            "UBEHANDLET_SVAR",
        );
    }

    #[test]
    fn svaret_pa_det_generelle_tilbudet_avgjor() {
        check(&svar(forslag("TILBSKG"), Some("J"), None), "2026-08-05", "TILBSKG");
        check(&svar(forslag("TILBSKG"), Some("N"), None), "2026-08-01", "P_NEISK");
    }

    #[test]
    fn skoletilbudet_vises_forst_nar_det_er_fort_over() {
        let overfort = Forslag { overfort: true, ..forslag("TILBSK") };
        check(&svar(forslag("TILBSK"), Some("J"), None), "2026-08-05", "TILBSKG");
        check(&svar(overfort.clone(), Some("J"), None), "2026-08-05", "TILBSK");
        check(&svar(overfort.clone(), Some("J"), Some("N")), "2026-08-05", "P_NEISK");
        let med_frist = Forslag { frist_skole: "2026-08-12".parse().ok(), ..overfort };
        check(&svar(med_frist.clone(), Some("J"), None), "2026-08-12", "TILBSK");
        check(&svar(med_frist, Some("J"), None), "2026-08-13", "STRILÆ");
    }

    #[test]
    fn rekkefolgen_er_stopp_ukval2_strinn_lareplass() {
        check(&med(|s| s.aktiv = false), "2026-08-05", "STOPP");
        check(&med(|s| s.vurdert = Some("N".into())), "2026-08-05", "UKVAL2");
        check(&med(|s| s.skolegang = Some(Vitnesbyrd::default())), "2026-08-05", "UKVAL2");
        check(&med(|s| s.skolegang = None), "2026-08-01", "TILBSKG");
        check(&med(|s| s.onsker[0].inntatt_hoyere = true), "2026-08-05", "STRINN");
        check(&med(|s| s.har_lareplass = true), "2026-08-05", "P_LAREPL");
        let alt = med(|s| {
            s.har_lareplass = true;
            s.onsker[0].inntatt_hoyere = true;
            s.vurdert = Some("N".into());
        });
        check(&alt, "2026-08-05", "UKVAL2");
    }

    #[test]
    fn lasen_og_inntaks_status_rores_ikke() {
        check(&med(|s| s.onsker[0].laast = true), "2026-08-05", "LAAST");
        check(&med(|s| s.onsker[0].status = "STRINN".into()), "2026-08-05", "STATUS_FRA_INNTAK");
        check(&med(|s| s.onsker.clear()), "2026-08-05", "INGEN_LARE_ONSKE");
    }

    #[test]
    fn det_laaste_onsket_nevnes_ogsa_nar_et_annet_endres() {
        let mut s = med(|s| s.aktiv = false);
        s.onsker.push(Onske { id: 2, onskenr: 2, laast: true, ..s.onsker[0].clone() });
        let p = Params { soknadsar: 0, beregn_ukval2: true, fellesfag_stryk_max: 2 };
        let Verdict::Act(endring) = decide(&s, &p, "2026-08-05".parse().unwrap()) else { panic!() };
        assert_eq!(endring.nye.len(), 1);
        assert_eq!(endring.igjen, Some((Grunn::Laast, "onskenr=2 status=SFORM".into())));
    }

    #[test]
    fn et_sent_ja_som_fylket_godtar_tar_onsket_tilbake() {
        let mut s = svar(forslag("TILBSKG"), Some("J"), None);
        s.onsker[0].status = "STRILÆ".into();
        check(&s, "2026-08-20", "TILBSKG");
    }
}
