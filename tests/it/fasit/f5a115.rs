//! 5A115, the general offer (docs/rules.md section 2).

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::dag::Dag;
use super::dom::{Dom, Virkning};
use super::hjem::hjemfylke;
use super::lareplass::{akseptert, plass_i_lista, retter};
use super::skolegang::{Kvalifisert, Skolegang, kvalifisert, skolegang};
use super::verden::{Onske, Soker, Verden, grunnkode, innenfor};

pub fn dom(verden: &Verden, soker: &Soker, dag: &Dag) -> Dom {
    if soker.vg3().is_some() {
        return Dom::uendret();
    }
    if !soker.aktiv {
        return Dom::latt("PASSIV");
    }
    let Some(onske) = soker.forste_onske().filter(|o| o.lare) else { return Dom::latt("IKKE_LARE_FORST") };
    let sak = Sak { verden, soker, onske, dag };
    let grunn = sak.onsket().or_else(|| sak.fylket()).or_else(|| sak.retten()).or_else(|| sak.plassen());
    if let Some(grunn) = grunn.or_else(|| sak.vilkar()).or_else(|| sak.skolegangen()) {
        return Dom::latt(grunn);
    }
    let kode = sak.kode();
    if !sak.gyldig(&kode) {
        return Dom::latt("MANGLER_KODE");
    }
    let forslag = Virkning::NyttForslag { onske: onske.id, omrade: kode, frist: svarfrist(dag) };
    Dom::gjort(Some("TILBUD"), vec![forslag])
}

struct Sak<'a> {
    verden: &'a Verden,
    soker: &'a Soker,
    onske: &'a Onske,
    dag: &'a Dag,
}

fn grunn_om(hindrer: bool, grunn: &'static str) -> Option<&'static str> {
    hindrer.then_some(grunn)
}

impl Sak<'_> {
    fn onsket(&self) -> Option<&'static str> {
        grunn_om(self.onske.laast, "LAAST").or(grunn_om(self.onske.status != "SFORM", "IKKE_SFORM"))
    }

    fn fylket(&self) -> Option<&'static str> {
        let borte = hjemfylke(self.verden, self.soker) != self.soker.fylke;
        if self.dag.p.krev_folkeregistrert && borte {
            return Some("ANNET_FYLKE");
        }
        let andre = self.verden.samme_person(self.soker).filter(|s| s.fylke != self.soker.fylke);
        grunn_om(andre.into_iter().any(|s| s.apent_vg3().is_some()), "TILBUD_ANNET_FYLKE")
    }

    fn retten(&self) -> Option<&'static str> {
        let har = retter(self.verden.person(self.soker), self.dag.asof);
        let gir = |r: &&str| plass_i_lista(&self.dag.p.krev_rett, r).is_some();
        if self.dag.p.uten_rett_ved_plass || har.iter().any(gir) {
            return None;
        }
        Some(if har.iter().any(|r| r.starts_with("VOKSENRETT")) {
            "MA_VURDERES_RETT"
        } else {
            "MANGLER_RETT"
        })
    }

    fn plassen(&self) -> Option<&'static str> {
        grunn_om(self.har_kontrakt(), "HAR_KONTRAKT")
            .or(grunn_om(akseptert(self.soker), "HAR_LAREPLASS"))
            .or(grunn_om(self.onske.avtalt, "AVTALT_BEDRIFT"))
            .or(grunn_om(self.takket_nei(), "TAKKET_NEI"))
    }

    fn har_kontrakt(&self) -> bool {
        let (fra, til) = self.dag.skolear();
        let kontrakter = &self.verden.person(self.soker).kontrakter;
        let i_aret = kontrakter.iter().filter(|k| k.fra <= til && k.til >= fra);
        i_aret.into_iter().any(|k| k.er(&["L", "O", "E"]) && k.star(self.dag.asof))
    }

    fn takket_nei(&self) -> bool {
        let til = |hva: &str| {
            let avslatt = |f: &&super::verden::Forslag| f.status == "AVSLATT_SOKER";
            self.soker.bedriftsforslag().filter(avslatt).any(|f| f.avslag.as_deref() == Some(hva))
        };
        (self.dag.p.nei_utelukker && til("TILBUD")) || (self.dag.p.nei_intervju && til("INTERVJU"))
    }

    fn vilkar(&self) -> Option<&'static str> {
        grunn_om(!self.dag.p.larekandidat && self.soker.larekandidat, "LAREKANDIDAT")
            .or_else(|| self.fristen())
            .or_else(|| self.avviksfaget())
    }

    fn fristen(&self) -> Option<&'static str> {
        if self.dag.p.krev_frist != "ja" || self.soker.unntak.is_some() {
            return None;
        }
        match self.soker.mottatt {
            None => Some("UKJENT_MOTTATT"),
            Some(dato) => grunn_om(dato > soknadsfrist(self.soker, self.dag), "SOKT_FOR_SENT"),
        }
    }

    fn avviksfaget(&self) -> Option<&'static str> {
        if skal_ha_fagprove(self.verden, self.soker, self.onske, self.dag) {
            return Some("FAGPROVE");
        }
        grunn_om(self.verden.omrader[&self.onske.omrade].avviksfag && !self.dag.p.avviksfag, "AVVIKSFAG")
    }

    fn skolegangen(&self) -> Option<&'static str> {
        match kvalifisert(self.verden, self.soker, &self.onske.omrade, &self.dag.p) {
            Kvalifisert::Ja => None,
            Kvalifisert::Ukjent => Some("UKJENT_SKOLEGANG"),
            Kvalifisert::Nei => Some("IKKE_KVALIFISERT"),
            Kvalifisert::ByggerIkkePa => Some("BYGGER_IKKE_PA"),
            Kvalifisert::MaVurderes => Some("MA_VURDERES"),
        }
    }

    fn kode(&self) -> String {
        let ung = ["UNGDOMSRETT", "FULLFORINGSRETT", "VOKSENRETT_KAP5"];
        let har = retter(self.verden.person(self.soker), self.dag.asof);
        let bare_voksen = !har.is_empty() && !har.iter().any(|r| ung.contains(r));
        let grunn = grunnkode(&self.onske.omrade);
        let plan = |m: &&super::verden::Modul| m.grunnkode == grunn && innenfor(self.dag.asof, m.fom, m.tom);
        let kategori = if self.soker.larekandidat {
            "H---"
        } else if bare_voksen && self.verden.moduler.iter().any(|m| plan(&m)) {
            "MV--"
        } else {
            "F---"
        };
        format!("{grunn}{kategori}")
    }

    fn gyldig(&self, kode: &str) -> bool {
        let omrade = self.verden.omrader.get(kode);
        omrade.is_some_and(|o| o.i_skole && innenfor(self.dag.asof, o.fom, o.tom))
    }
}

/// Is the wish for an avviksfag, all of it done in school, and has the day come from which they are offered the test?
pub fn skal_ha_fagprove(verden: &Verden, soker: &Soker, onske: &Onske, dag: &Dag) -> bool {
    let fullfort = || skolegang(verden, &verden.person(soker).kurs, &onske.omrade);
    dag.p.avviksfag_fagprove
        && verden.omrader[&onske.omrade].avviksfag
        && dag.har_kommet(dag.p.avviksfag_fra)
        && matches!(fullfort(), Skolegang::Fullfort(_))
}

/// 1 March, for a lærekandidat 1 February; on a Saturday or Sunday the Monday after.
fn soknadsfrist(soker: &Soker, dag: &Dag) -> NaiveDate {
    let frist = dag.i_aret(if soker.larekandidat { "02-01" } else { "03-01" });
    match frist.weekday() {
        Weekday::Sat => frist + Days::new(2),
        Weekday::Sun => frist + Days::new(1),
        _ => frist,
    }
}

fn svarfrist(dag: &Dag) -> NaiveDate {
    if !dag.p.svarfrist.is_empty() {
        dag.p.svarfrist.parse().unwrap()
    } else if dag.p.svarfrist_dato.is_empty() {
        dag.asof + Days::new(u64::try_from(dag.p.svarfrist_dager).unwrap())
    } else {
        dag.i_aret(dag.p.svarfrist_dato)
    }
}
