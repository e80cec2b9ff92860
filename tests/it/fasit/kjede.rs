//! The chain on applicants drawn at random: each step foreseen from the world before it and held against the world after.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::dag::{Dag, Parametre};
use super::dom::{Dom, Utfall};
use super::hold_mot::{Avvik, holdt_mot};
use super::les::les;
use super::spill;
use super::verden::Verden;
use super::virkning::{dommer, linjer, stemmer};
use crate::house::House;
use crate::scene::Day;

/// Who runs the routines.
#[derive(Clone, Copy, PartialEq)]
pub enum Spiller {
    Programmet,
    Fasiten,
}

pub struct Kjede<'a> {
    pub house: &'a House,
    pub spiller: Spiller,
    /// How often each verdict was foreseen: `5A115 left PASSIV`.
    pub talt: BTreeMap<String, usize>,
    /// One line for each kind of difference: its count and its smallest applicant.
    avvik: BTreeMap<String, (usize, String)>,
}

impl<'a> Kjede<'a> {
    pub fn ny(house: &'a House, spiller: Spiller) -> Self {
        if spiller == Spiller::Fasiten {
            spill::forsok(house);
        }
        Kjede { house, spiller, talt: BTreeMap::new(), avvik: BTreeMap::new() }
    }

    /// One run of a job in a county at an instant (UTC).
    pub fn steg(&mut self, job: &'static str, fylke: &'static str, at: &str, p: Parametre) {
        let at = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M:%S").unwrap();
        let dag = Dag { fylke: fylke.into(), asof: super::svar::oslo(at), at, p };
        let for_ = les(self.house);
        let dommer = dommer(&for_, job, &dag);
        let mut ventet = for_.clone();
        for (soker, dom) in &dommer {
            ventet.med(*soker, &dom.virkninger);
            self.tell(job, dom);
        }
        let avvik = self.kjor(job, fylke, &dag, &dommer);
        let etter = les(self.house);
        for a in avvik {
            let soker = a.unit.trim_start_matches("soker:").parse().ok();
            let om = soker.map_or_else(String::new, |id| fortell(&for_, id));
            let sagt = sagt(self.house, job, &a.unit).join("; ");
            self.avvik(&format!("{job}: {}", a.hva), &format!("{} on {}\n  {sagt}\n{om}", a.unit, dag.asof));
        }
        self.hold_rader(job, &dag, (&for_, &ventet, &etter));
    }

    fn tell(&mut self, job: &str, dom: &Dom) {
        for u in &dom.utfall {
            let hva = match u {
                Utfall::Uendret => "unchanged".to_owned(),
                Utfall::Gjort(None) => "acted".to_owned(),
                Utfall::Gjort(Some(grunn)) => format!("acted {grunn}"),
                Utfall::Latt(grunn) => format!("left {grunn}"),
            };
            let flere = if dom.utfall.len() > 1 { " (or another)" } else { "" };
            *self.talt.entry(format!("{job} {hva}{flere}")).or_default() += 1;
        }
    }

    fn kjor(
        &self,
        job: &'static str,
        fylke: &'static str,
        dag: &Dag,
        dommer: &BTreeMap<i64, Dom>,
    ) -> Vec<Avvik> {
        if self.spiller == Spiller::Fasiten {
            spill::skriv(self.house, dag, dommer.iter().map(|(id, dom)| (*id, dom)));
            return vec![];
        }
        let run = self.programmet(job, fylke, dag);
        let dommer = dommer.iter().map(|(id, dom)| (format!("soker:{id}"), dom.clone())).collect();
        holdt_mot(self.house, job, fylke, &dommer, &run["tally"])
    }

    /// The real binary, with every parameter named.
    fn programmet(&self, job: &'static str, fylke: &'static str, dag: &Dag) -> Value {
        let varig = |tekst: String| -> &'static str { Box::leak(tekst.into_boxed_str()) };
        let params: Vec<&str> = dag.parametre(job).into_iter().map(varig).collect();
        let at = varig(dag.at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        Day { job, fylke, asof: varig(dag.asof.to_string()), at, params: params.leak() }.run(self.house)
    }

    fn hold_rader(&mut self, job: &str, dag: &Dag, (for_, ventet, etter): (&Verden, &Verden, &Verden)) {
        for soker in ventet.sokere.keys() {
            let (vil, har) = (linjer(ventet, *soker), linjer(etter, *soker));
            if vil.len() == har.len() && har.iter().zip(&vil).all(|(h, v)| stemmer(h, v)) {
                continue;
            }
            let mangler = vil.iter().filter(|v| !har.iter().any(|h| stemmer(h, v)));
            let ekstra = har.iter().filter(|h| !vil.iter().any(|v| stemmer(h, v)));
            let linjer = mangler.map(|l| format!("- {l}")).chain(ekstra.map(|l| format!("+ {l}")));
            let linjer: Vec<_> = linjer.collect();
            let slag: Vec<_> = linjer.iter().filter_map(|l| l.split(' ').nth(1)).collect();
            let om =
                format!("soker:{soker} on {}\n{}\n{}", dag.asof, linjer.join("\n"), fortell(for_, *soker));
            self.avvik(&format!("{job}: rows {}", slag.join(", ")), &om);
        }
    }

    fn avvik(&mut self, slag: &str, om: &str) {
        let (antall, minst) = self.avvik.entry(slag.to_owned()).or_insert_with(|| (0, om.to_owned()));
        *antall += 1;
        if om.len() < minst.len() {
            om.clone_into(minst);
        }
    }

    /// Every kind of difference with the smallest applicant who shows it.
    pub fn slutt(self) -> BTreeMap<String, usize> {
        let vis = |(slag, (antall, om)): (&String, &(usize, String))| format!("{slag} ({antall})\n{om}");
        let alt: Vec<String> = self.avvik.iter().map(vis).collect();
        assert!(alt.is_empty(), "{} kinds of difference\n\n{}", alt.len(), alt.join("\n\n"));
        self.talt
    }
}

/// What a job has said of a unit, in the order in which it was said.
fn sagt(house: &House, job: &str, unit: &str) -> Vec<String> {
    house.texts(&format!(
        "SELECT CAST(attempt_id AS TEXT) || ' ' || verdict || ' ' || reason || ' ' || detail AS t FROM journal
         WHERE job = '{job}' AND unit = '{unit}' ORDER BY id"
    ))
}

/// Every row of an applicant, and of the person's other applications.
fn fortell(verden: &Verden, soker: i64) -> String {
    let s = &verden.sokere[&soker];
    let andre = verden.samme_person(s).filter(|a| a.fylke != s.fylke).map(|a| format!("  also {a:?}\n"));
    format!("  {s:?}\n{}  {:?}", andre.collect::<String>(), verden.person(s))
}
