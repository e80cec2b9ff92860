//! 5A114, the wish's status (docs/rules.md section 4).

use chrono::NaiveDate;

use super::dag::Dag;
use super::dom::{Dom, Utfall, Virkning};
use super::f5a115::skal_ha_fagprove;
use super::hjem::hjemfylke;
use super::lareplass::{FORAN, Lareplass, inntatt_hoyere, lareplass, retter};
use super::skolegang::{Kvalifisert, kvalifisert};
use super::verden::{Forslag, Onske, Soker, Trinn, Verden};

pub fn dom(verden: &Verden, soker: &Soker, dag: &Dag) -> Dom {
    let lare: Vec<&Onske> = soker.onsker.iter().filter(|o| o.lare).collect();
    if lare.is_empty() {
        return Dom::latt("INGEN_LARE_ONSKE");
    }
    let (mut virkninger, mut hindret) = (vec![], vec![]);
    for onske in lare {
        let sak = Sak { verden, soker, onske, dag };
        let bor = sak.status();
        if bor.kode() == onske.status || sak.er_ute(&bor) {
            continue;
        }
        match sak.hindret(&bor) {
            Some(grunn) => hindret.push(Utfall::Latt(grunn)),
            None => virkninger.push(Virkning::Status { onske: onske.id, kode: bor.kode().to_owned() }),
        }
    }
    if !virkninger.is_empty() {
        return Dom::gjort(None, virkninger);
    }
    // Of several wishes that are hindered the text does not say whose reason is given.
    if hindret.is_empty() { Dom::uendret() } else { Dom { utfall: hindret, virkninger } }
}

struct Sak<'a> {
    verden: &'a Verden,
    soker: &'a Soker,
    onske: &'a Onske,
    dag: &'a Dag,
}

enum Bor<'a> {
    Status(&'static str),
    /// For not having answered this step.
    Strykes {
        kode: &'static str,
        forslag: &'a Forslag,
        trinn: Trinn,
    },
}

impl Bor<'_> {
    fn kode(&self) -> &'static str {
        match self {
            Bor::Status(kode) | Bor::Strykes { kode, .. } => kode,
        }
    }
}

impl<'a> Sak<'a> {
    fn status(&self) -> Bor<'a> {
        let plass = lareplass(self.verden, self.soker, self.dag);
        let forst = self.for_plassen(plass).or(match plass {
            Lareplass::Kontrakt => Some("INNTLÆ"),
            Lareplass::KontraktAnnetFylke => Some("LANNET"),
            Lareplass::UnderBehandling | Lareplass::Akseptert => Some("TILBLÆ"),
            Lareplass::Ingen => None,
        });
        if let Some(kode) = forst {
            return Bor::Status(kode);
        }
        let apent = self.onske.forslag.iter().filter(|f| f.vg3 && !f.lukket).max_by_key(|f| f.runde);
        apent.map_or_else(|| self.uten_forslag(), |f| self.med_forslag(f))
    }

    fn for_plassen(&self, plass: Lareplass) -> Option<&'static str> {
        if !self.soker.aktiv {
            Some("STOPP")
        } else if self.soker.kvalifisert.as_deref() == Some("N")
            || (self.dag.p.beregn_ukval2 && self.er_nei())
        {
            Some("UKVAL2")
        } else {
            let i_gang = plass != Lareplass::Ingen || self.soker.apent_vg3().is_some();
            let ut = if i_gang { None } else { self.ut_av_formidling() };
            ut.or(inntatt_hoyere(self.soker, self.onske).then_some("STRINN"))
        }
    }

    /// A no to the qualification. That the wish builds on something else is none.
    fn er_nei(&self) -> bool {
        kvalifisert(self.verden, self.soker, &self.onske.omrade, &self.dag.p) == Kvalifisert::Nei
    }

    fn ut_av_formidling(&self) -> Option<&'static str> {
        let p = &self.dag.p;
        let borte = || hjemfylke(self.verden, self.soker) != self.soker.fylke;
        if self.dag.har_kommet(p.ukvalifisert_ut) && !self.soker.larekandidat && self.er_nei() {
            return Some("UKVAL2");
        }
        let ut = (self.dag.har_kommet(p.annet_fylke_ut) && borte())
            || (self.dag.har_kommet(p.uten_rett_ut) && self.uten_rett());
        ut.then_some("STOPP")
    }

    fn uten_rett(&self) -> bool {
        let har = retter(self.verden.person(self.soker), self.dag.asof);
        match self.dag.p.uten_rett_omfatter {
            "INGEN_RETT" => har.is_empty(),
            "IKKE_UNGDOMSRETT" => !har.contains(&"UNGDOMSRETT"),
            annen => panic!("no such uten_rett_omfatter: {annen}"),
        }
    }

    fn med_forslag(&self, f: &'a Forslag) -> Bor<'a> {
        let ubesvart = |trinn| match f.frist(trinn) {
            Some(frist) if self.dag.asof > frist => {
                Bor::Strykes { kode: self.dag.p.ubesvart_kode, forslag: f, trinn }
            }
            _ => Bor::Status("TILBSK"),
        };
        if f.nei() {
            Bor::Status("STRNLV")
        } else if f.hos_skole() && f.frist_skole.is_some() && f.i_kraft(Trinn::Skole).is_none() {
            ubesvart(Trinn::Skole)
        } else if f.ja() {
            Bor::Status("INNTLI")
        } else {
            ubesvart(Trinn::Generelt)
        }
    }

    fn uten_forslag(&self) -> Bor<'a> {
        let prove = skal_ha_fagprove(self.verden, self.soker, self.onske, self.dag);
        Bor::Status(if prove { "TILBPR" } else { "SFORM" })
    }

    /// Put out by somebody else: not stopped as well.
    fn er_ute(&self, bor: &Bor) -> bool {
        bor.kode() == "STOPP" && FORAN.contains(&self.onske.status.as_str()) && !self.onske.egen_status()
    }

    fn hindret(&self, bor: &Bor) -> Option<&'static str> {
        if self.onske.laast {
            return Some("LAAST");
        }
        if let Bor::Strykes { forslag, trinn, .. } = bor
            && let Some(grunn) = self.ikke_stryk(forslag, *trinn)
        {
            return Some(grunn);
        }
        let fremmed = !self.onske.egen_status() && self.onske.status != "SFORM";
        (fremmed && !["STRINN", "STOPP"].contains(&bor.kode())).then_some("STATUS_FRA_INNTAK")
    }

    /// Nobody is struck who may have answered, or was told too late to.
    fn ikke_stryk(&self, f: &Forslag, trinn: Trinn) -> Option<&'static str> {
        let dager = |frist: NaiveDate, dag: NaiveDate| (frist - dag).num_days();
        let tidsnok = f
            .frist(trinn)
            .zip(f.varslet(trinn))
            .is_some_and(|(frist, dag)| dager(frist, dag) >= self.dag.p.varslet_dager_min);
        if f.har_ubehandlet() {
            Some("UBEHANDLET_SVAR")
        } else if !tidsnok {
            Some("IKKE_VARSLET")
        } else {
            (self.dag.p.ubesvart == "ma_sjekkes").then_some("MA_SJEKKES")
        }
    }
}
