//! AR-UTTREKK (domain B.9, 4.2 to 4.7): which contracts count on the reference date, and for which form.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::dom::{Dom, Utfall};
use super::verden::innenfor;
use crate::house::House;

/// A contract as the yearly report sees it.
#[derive(Clone, Debug, Default)]
pub struct Kontrakt {
    pub kontraktstype: String,
    pub godkjent: bool,
    pub fra: NaiveDate,
    pub til: NaiveDate,
    pub avsluttet: Option<NaiveDate>,
    pub avslutningskode: bool,
    pub avbrudd: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// The company, and whether it is a samarbeidsorgan.
    pub bedrift: Option<(String, bool)>,
    pub leder: bool,
    pub gyldig_rolle: bool,
    pub grunnkode: String,
    /// The forms it stands behind already: company and lærefag.
    pub skjemaer: Vec<(String, String)>,
}

#[derive(Clone, Copy)]
pub struct Uttrekk {
    pub referansedato: NaiveDate,
    pub krev_gyldig_rolle: bool,
    pub uten_avslutning: bool,
}

impl Uttrekk {
    /// Nothing public says which of several reasons is given: each that holds is allowed.
    pub fn dom(&self, k: &Kontrakt) -> Dom {
        let grunner: Vec<&str> = self.grunner(k).into_iter().flatten().collect();
        if grunner.is_empty() {
            return if self.staar(k) { Dom::uendret() } else { Dom::gjort(None, vec![]) };
        }
        let mut utfall: Vec<Utfall> = grunner.iter().copied().map(Utfall::Latt).collect();
        // A contract that stands behind its form already is not taken from it.
        if self.staar(k) {
            utfall.push(Utfall::Uendret);
        } else if grunner == ["MANGLER_FAGLIG_LEDER"] && !self.krev_gyldig_rolle {
            // Where no valid role is asked for, the text is silent on a contract that has no leder at all.
            utfall.push(Utfall::Gjort(None));
        }
        Dom { utfall, virkninger: vec![] }
    }

    fn grunner(&self, k: &Kontrakt) -> [Option<&'static str>; 11] {
        let dag = self.referansedato;
        let avbrudd = k.avbrudd.iter().any(|(fra, til)| innenfor(dag, Some(*fra), *til));
        let ugyldig = self.krev_gyldig_rolle && k.leder && !k.gyldig_rolle;
        [
            (!["L", "O"].contains(&k.kontraktstype.as_str())).then_some("ANNEN_TYPE"),
            (!k.godkjent).then_some("IKKE_GODKJENT"),
            (k.fra > dag).then_some("IKKE_BEGYNT"),
            (k.til < dag).then_some("LARETID_UTE"),
            k.avsluttet.is_some_and(|a| a <= dag).then_some("AVSLUTTET"),
            avbrudd.then_some("AVBRUDD"),
            (self.uten_avslutning && k.avslutningskode).then_some("AVSLUTTET_SIDEN"),
            k.bedrift.is_none().then_some("MANGLER_BEDRIFT"),
            k.bedrift.as_ref().is_some_and(|(_, organ)| *organ).then_some("SAMARBEIDSORGAN"),
            (!k.leder).then_some("MANGLER_FAGLIG_LEDER"),
            ugyldig.then_some("UGYLDIG_ROLLE"),
        ]
    }

    fn staar(&self, k: &Kontrakt) -> bool {
        k.skjema().is_some_and(|s| k.skjemaer.contains(&s))
    }
}

impl Kontrakt {
    /// The form that is its company's in its lærefag.
    pub fn skjema(&self) -> Option<(String, String)> {
        self.bedrift.as_ref().map(|(orgnr, _)| (orgnr.clone(), self.grunnkode.clone()))
    }
}

/// A county's contracts by unit. A role is valid that holds on the run's date.
pub fn les(house: &House, fylke: &str, asof: NaiveDate) -> BTreeMap<String, Kontrakt> {
    let mut alle = kontrakter(house, fylke, asof);
    let nr =
        |id: &str| format!("(SELECT kontraktsnr FROM kontrakt WHERE id = {id} AND fylkesnr = '{fylke}')");
    for r in rader(house, &[&nr("kontrakt_id"), "fra", "til"], "kontrakt_avbrudd") {
        if let Some(k) = alle.get_mut(&format!("kontrakt:{}", r[0])) {
            k.avbrudd.push((dag(&r[1]).unwrap(), dag(&r[2])));
        }
    }
    let skjema = "rapport_kontrakt rk JOIN rapport_skjema s ON s.id = rk.skjema_id";
    for r in rader(house, &[&nr("rk.kontrakt_id"), "s.orgnr", "s.grunnkode"], skjema) {
        if let Some(k) = alle.get_mut(&format!("kontrakt:{}", r[0])) {
            k.skjemaer.push((r[1].clone(), r[2].clone()));
        }
    }
    alle
}

fn kontrakter(house: &House, fylke: &str, asof: NaiveDate) -> BTreeMap<String, Kontrakt> {
    let organ = "(SELECT CASE WHEN er_samarbeidsorgan THEN 'J' ELSE 'N' END FROM bedrift WHERE orgnr = k.bedrift_orgnr)";
    let rolle = format!(
        "(SELECT count(*) FROM ansatt_rolle r WHERE r.person_id = k.faglig_leder_person_id AND r.rolle = 'FAGLIG_LEDER'
          AND r.fylkesnr = k.fylkesnr AND r.gyldig_fom <= '{asof}' AND (r.gyldig_tom IS NULL OR r.gyldig_tom >= '{asof}')
          AND r.orgnr IN (k.bedrift_orgnr, k.ansvarlig_part_orgnr))"
    );
    let felt = [
        "k.kontraktsnr",
        "k.kontraktstype",
        "k.godkjent_dato",
        "k.laretid_fra",
        "k.laretid_til",
        "k.avsluttet_dato",
        "k.avslutningskode",
        "k.bedrift_orgnr",
        organ,
        "k.faglig_leder_person_id",
        &rolle,
        "k.programomrade",
    ];
    let en = |r: Vec<String>| {
        let k = Kontrakt {
            kontraktstype: r[1].clone(),
            godkjent: r[2] != "-",
            fra: dag(&r[3]).unwrap(),
            til: dag(&r[4]).unwrap(),
            avsluttet: dag(&r[5]),
            avslutningskode: r[6] != "-",
            bedrift: (r[7] != "-").then(|| (r[7].clone(), r[8] == "J")),
            leder: r[9] != "-",
            gyldig_rolle: r[10] != "0",
            grunnkode: r[11][..6].to_owned(),
            ..Kontrakt::default()
        };
        (format!("kontrakt:{}", r[0]), k)
    };
    rader(house, &felt, &format!("kontrakt k WHERE k.fylkesnr = '{fylke}'")).into_iter().map(en).collect()
}

fn dag(tekst: &str) -> Option<NaiveDate> {
    (tekst != "-").then(|| tekst[..10].parse().unwrap())
}

fn rader(house: &House, felt: &[&str], fra: &str) -> Vec<Vec<String>> {
    let felt: Vec<_> = felt.iter().map(|f| format!("COALESCE(CAST({f} AS TEXT), '-')")).collect();
    let sql = format!("SELECT {} AS t FROM {fra}", felt.join(" || '|' || "));
    house.texts(&sql).iter().map(|t| t.split('|').map(str::to_owned).collect()).collect()
}
