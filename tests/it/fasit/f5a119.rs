//! 5A119, the answers (docs/rules.md section 3): what becomes of each, and which is in force afterwards.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;

use super::dag::Dag;
use super::dom::{Dom, Utfall, Virkning};
use super::svar::oslo;
use super::verden::{Forslag, Post, Soker, Svar, Trinn};

/// Its state where the text does not say whether it is treated.
pub const FRITT: &str = "*";

/// `None` where no answer of the applicant's waits.
pub fn dom(soker: &Soker, dag: &Dag) -> Option<Dom> {
    let venter = |f: &&Forslag| f.vg3 && f.innboks.iter().any(|p| er_ny(p) && p.tid <= dag.at);
    let forslag = soker.onsker.iter().flat_map(|o| &o.forslag).filter(venter);
    let saker: Vec<Avgjort> = forslag
        .flat_map(|f| {
            let [generelt, skole] = [Trinn::Generelt, Trinn::Skole].map(|trinn| Sak::av(f, trinn, dag));
            [generelt.avgjor(&skole.rekke()), skole.avgjor(&generelt.rekke())]
        })
        .collect();
    (!saker.is_empty()).then(|| samlet(&saker))
}

fn er_ny(p: &Post) -> bool {
    p.behandlet == "NY"
}

/// The answers to one step of a forslag, those treated before too.
struct Sak<'a> {
    forslag: &'a Forslag,
    trinn: Trinn,
    foran: bool,
    poster: Vec<&'a Post>,
}

#[derive(Default)]
struct Avgjort {
    /// What is in force is another answer than before, or of another time.
    nytt: Option<Svar>,
    skjebner: Vec<Skjebne>,
    virkninger: Vec<Virkning>,
}

#[derive(Clone, Copy, PartialEq)]
enum Skjebne {
    Gjelder,
    /// Treated; the text does not say how it is marked.
    Behandlet,
    /// Older than two that wait for a person: nothing is said of it.
    Fritt,
    Latt(&'static str),
}

const VENTER: Skjebne = Skjebne::Latt("SAMTIDIGE_SVAR");

fn samlet(saker: &[Avgjort]) -> Dom {
    let virkninger = saker.iter().flat_map(|s| s.virkninger.clone()).collect();
    if let Some(siste) = saker.iter().filter_map(|s| s.nytt.as_ref()).max_by_key(|s| s.trinn) {
        return Dom::gjort(Some(if siste.ja { "SVAR_JA" } else { "SVAR_NEI" }), virkninger);
    }
    let skjebner: Vec<Skjebne> = saker.iter().flat_map(|s| s.skjebner.clone()).collect();
    let latt = |s: &Skjebne| if let Skjebne::Latt(grunn) = s { Some(*grunn) } else { None };
    let grunner: BTreeSet<_> = skjebner.iter().filter_map(latt).collect();
    let to_venter = skjebner.iter().filter(|s| **s == VENTER).count() >= 2;
    let mut utfall: Vec<Utfall> = grunner.iter().copied().map(Utfall::Latt).collect();
    if !to_venter && skjebner.iter().any(|s| latt(s).is_none()) {
        let fritt = skjebner.contains(&Skjebne::Fritt);
        utfall.retain(|_| fritt);
        utfall.push(Utfall::Uendret);
    }
    Dom { utfall, virkninger }
}

impl<'a> Sak<'a> {
    fn av(forslag: &'a Forslag, trinn: Trinn, dag: &Dag) -> Self {
        let hit = |p: &&Post| p.trinn == trinn && p.tid <= dag.at;
        let poster = forslag.innboks.iter().filter(hit).collect();
        Sak { forslag, trinn, foran: dag.p.fylkets_svar_gar_foran, poster }
    }

    /// What makes an answer count for nothing by itself.
    fn alene(&self, p: &Post) -> Option<&'static str> {
        let frist = self.forslag.frist(self.trinn);
        if self.forslag.lukket {
            Some("LUKKET")
        } else if !p.av_fylket && self.trinn == Trinn::Skole && !self.forslag.hos_skole() {
            Some("FEIL_TRINN")
        } else if !p.av_fylket && frist.is_some_and(|f| oslo(p.tid) > f) {
            Some("FOR_SENT")
        } else {
            let fylket = || self.poster.iter().any(|q| q.av_fylket && !avvist_for_godt(q));
            (self.foran && !p.av_fylket && fylket()).then_some("FYLKET_HAR_SVART")
        }
    }

    fn rekke(&self) -> Rekke<'a> {
        let tellende = self.poster.iter().copied().filter(|p| !avvist_for_godt(p));
        Rekke::av(tellende.filter(|p| self.alene(p).is_none()))
    }

    fn avgjor(&self, annet_trinn: &Rekke) -> Avgjort {
        let rekke = self.rekke();
        let i_kraft = self.forslag.i_kraft(self.trinn);
        let gjelder = rekke.gjelder(annet_trinn);
        let annet = |(ja, tid): &(bool, NaiveDateTime)| i_kraft.is_none_or(|i| (i.ja, i.tid) != (*ja, *tid));
        let nytt = gjelder.filter(annet).map(|(ja, tid)| {
            let av_fylket = rekke.siste().iter().any(|p| p.av_fylket);
            Svar { trinn: self.trinn, ja, tid, av_fylket }
        });
        let mut av = Avgjort::default();
        av.virkninger.extend(nytt.iter().map(|s| self.svar(s)));
        for p in self.poster.iter().filter(|p| er_ny(p)) {
            let skjebne = self.alene(p).map_or_else(|| rekke.skjebne(p), Skjebne::Latt);
            av.virkninger.extend(self.merk(p, skjebne));
            av.skjebner.push(skjebne);
        }
        av.nytt = nytt;
        av
    }

    fn svar(&self, s: &Svar) -> Virkning {
        Virkning::Svar {
            forslag: self.forslag.id,
            trinn: s.trinn,
            ja: s.ja,
            tid: s.tid,
            av_fylket: s.av_fylket,
        }
    }

    fn merk(&self, p: &Post, skjebne: Skjebne) -> Option<Virkning> {
        let som = match skjebne {
            VENTER => return None,
            Skjebne::Gjelder => Some(("BRUKT", None)),
            Skjebne::Behandlet => None,
            Skjebne::Fritt => Some((FRITT, None)),
            Skjebne::Latt("FOR_SENT") => Some(("FOR_SENT", None)),
            Skjebne::Latt(grunn) => Some(("AVVIST", Some(grunn))),
        };
        Some(Virkning::Behandlet { forslag: self.forslag.id, av_fylket: p.av_fylket, id: p.id, som })
    }
}

/// Closed, to the wrong step, too late. One that was older, or that the county's stood before, is judged again with the others.
fn avvist_for_godt(p: &Post) -> bool {
    p.behandlet == "FOR_SENT"
        || (p.behandlet == "AVVIST" && matches!(p.grunn.as_deref(), Some("LUKKET" | "FEIL_TRINN")))
}

/// Those that count, by their times.
struct Rekke<'a>(BTreeMap<NaiveDateTime, Vec<&'a Post>>);

impl<'a> Rekke<'a> {
    fn av(poster: impl Iterator<Item = &'a Post>) -> Self {
        let mut rekke = BTreeMap::<_, Vec<&Post>>::new();
        for p in poster {
            rekke.entry(p.tid).or_default().push(p);
        }
        Rekke(rekke)
    }

    /// Those of the latest time; where the county is among them, the county's.
    fn siste(&self) -> Vec<&'a Post> {
        self.0.values().next_back().map(|p| foran_de_andre(p)).unwrap_or_default()
    }

    /// The answer that is to be in force, with the time from which it has been said without a break.
    fn gjelder(&self, annet_trinn: &Rekke) -> Option<(bool, NaiveDateTime)> {
        let (siste, poster) = self.0.iter().next_back()?;
        let ja = sagt(poster)?;
        let mut fra = *siste;
        for (tid, poster) in self.0.iter().rev() {
            if sagt(poster) != Some(ja) || annet_trinn.sier_mellom(!ja, *tid, fra) {
                break;
            }
            fra = *tid;
            // The county's that one from the web contradicts at the same time: nothing before it is of the row.
            if poster.iter().any(|p| p.ja != ja) {
                break;
            }
        }
        Some((ja, fra))
    }

    /// Was it said between, or at the time of the earlier?
    fn sier_mellom(&self, ja: bool, fra: NaiveDateTime, til: NaiveDateTime) -> bool {
        let mellom = self.0.iter().filter(|(tid, _)| fra <= **tid && **tid < til);
        mellom.into_iter().any(|(_, poster)| poster.iter().any(|p| p.ja == ja))
    }

    fn skjebne(&self, p: &Post) -> Skjebne {
        let siste = self.siste();
        let er_sist = siste.iter().any(|q| std::ptr::eq(*q, p));
        match self.0.values().next_back().and_then(|p| sagt(p)) {
            None if er_sist => VENTER,
            None => Skjebne::Fritt,
            Some(_) if er_sist => Skjebne::Gjelder,
            // Said again at the same time by one that is new: the text does not say which of them is the latest.
            Some(ja) if ja != p.ja && siste.iter().all(|q| !er_ny(q)) => Skjebne::Latt("ELDRE_SVAR"),
            Some(_) => Skjebne::Behandlet,
        }
    }
}

/// At the same time the county's before one from the web.
fn foran_de_andre<'a>(samtidige: &[&'a Post]) -> Vec<&'a Post> {
    let fylket = samtidige.iter().any(|p| p.av_fylket);
    samtidige.iter().copied().filter(|p| p.av_fylket == fylket).collect()
}

/// What was said at a time, if it was one thing.
fn sagt(samtidige: &[&Post]) -> Option<bool> {
    let foran = foran_de_andre(samtidige);
    let ja = foran[0].ja;
    foran.iter().all(|p| p.ja == ja).then_some(ja)
}
