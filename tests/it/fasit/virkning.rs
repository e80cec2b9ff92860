//! The world after a run as the oracle foresees it, and the rows about an applicant as lines that two worlds are held together by.

use std::collections::BTreeMap;

use super::dag::Dag;
use super::dom::{Dom, Virkning};
use super::verden::{Forslag, Kontrakt, Onske, Soker, Svar, Trinn, Verden};
use super::{f5a106, f5a114, f5a115, f5a119, f5a120, f5a122};

/// What a job makes of each applicant of a county, by the applicant's id.
pub fn dommer(verden: &Verden, job: &str, dag: &Dag) -> BTreeMap<i64, Dom> {
    if job == "5A120" {
        return f5a120::alle(verden, dag);
    }
    let dom = |soker: &Soker| match job {
        "5A115" => Some(f5a115::dom(verden, soker, dag)),
        "5A119" => f5a119::dom(soker, dag),
        "5A114" => Some(f5a114::dom(verden, soker, dag)),
        "5A122" => f5a122::dom(verden, soker, dag),
        "5A106" => f5a106::dom(verden, soker, dag),
        annen => panic!("the oracle does not know {annen}"),
    };
    verden.fylkets(&dag.fylke, dag.ar()).filter_map(|(id, s)| Some((id, dom(s)?))).collect()
}

impl Verden {
    /// The same world with the effects of a run on one applicant.
    pub fn med(&mut self, soker: i64, virkninger: &[Virkning]) {
        for v in virkninger {
            self.virk(soker, v);
        }
    }

    fn virk(&mut self, soker: i64, virkning: &Virkning) {
        let person = self.sokere[&soker].person;
        if let Virkning::Kontrakt { forslag, fra, til } = virkning {
            let s = &self.sokere[&soker];
            let f = s.onsker.iter().flat_map(|o| &o.forslag).find(|f| f.id == *forslag).unwrap();
            let ny = Kontrakt {
                fylke: s.fylke.clone(),
                kontraktstype: "E".into(),
                omrade: f.omrade.clone(),
                skole: f.skole.clone(),
                fra: *fra,
                til: *til,
                godkjent: false,
                avsluttet: None,
                forslag: Some(*forslag),
            };
            self.personer.get_mut(&person).unwrap().kontrakter.push(ny);
        } else {
            self.sokere.get_mut(&soker).unwrap().virk(virkning);
        }
    }
}

impl Soker {
    fn onske(&mut self, id: i64) -> &mut Onske {
        self.onsker.iter_mut().find(|o| o.id == id).unwrap()
    }

    fn forslag(&mut self, id: i64) -> &mut Forslag {
        self.onsker.iter_mut().flat_map(|o| &mut o.forslag).find(|f| f.id == id).unwrap()
    }

    fn virk(&mut self, virkning: &Virkning) {
        match virkning {
            Virkning::NyttForslag { onske, omrade, frist } => {
                let onske = self.onske(*onske);
                onske.forslag.push(Forslag {
                    vg3: true,
                    runde: 1,
                    omrade: omrade.clone(),
                    status: "TILBSKG".into(),
                    frist_generelt: Some(*frist),
                    ..Forslag::default()
                });
            }
            Virkning::Svar { forslag, trinn, ja, tid, av_fylket } => {
                let f = self.forslag(*forslag);
                f.svar.retain(|s| s.trinn != *trinn);
                f.svar.push(Svar { trinn: *trinn, ja: *ja, tid: *tid, av_fylket: *av_fylket });
            }
            Virkning::Behandlet { forslag, av_fylket, id, som } => {
                let innboks = &mut self.forslag(*forslag).innboks;
                let post = innboks.iter_mut().find(|p| (p.av_fylket, p.id) == (*av_fylket, *id)).unwrap();
                post.behandlet = som.map_or("?", |(hva, _)| hva).into();
                post.grunn = som.and_then(|(_, grunn)| grunn).map(str::to_owned);
            }
            Virkning::Status { onske, kode } => self.onske(*onske).status.clone_from(kode),
            Virkning::Plass { forslag, skole, oppstart, frist } => {
                let f = self.forslag(*forslag);
                f.status = "TILBSK".into();
                (f.skole, f.oppstart, f.frist_skole) = (Some(skole.clone()), *oppstart, *frist);
            }
            Virkning::Overfort { onske, forslag } => {
                let f = self.forslag(*forslag);
                f.overfort = true;
                let (omrade, skole) = (f.omrade.clone(), f.skole.clone());
                let onske = self.onske(*onske);
                (onske.omrade, onske.skole, onske.status) = (omrade, skole, "INNTLI".into());
            }
            Virkning::Frigitt { forslag } => {
                let f = self.forslag(*forslag);
                f.status = "TILBSKG".into();
                (f.skole, f.oppstart, f.frist_skole) = (None, None, None);
            }
            Virkning::Tilbakefort { onske, forslag } => {
                let f = self.forslag(*forslag);
                f.overfort = false;
                let omrade = f.onsket.clone();
                let onske = self.onske(*onske);
                onske.skole = None;
                onske.omrade = omrade.unwrap_or_else(|| onske.omrade.clone());
            }
            Virkning::Kontrakt { .. } => unreachable!("the person's"),
        }
    }
}

/// The rows that the chain writes about an applicant, a line each.
pub fn linjer(verden: &Verden, soker: i64) -> Vec<String> {
    let s = &verden.sokere[&soker];
    let mut linjer: Vec<String> = s.onsker.iter().flat_map(onskets).collect();
    let fra_forslag = verden.person(s).kontrakter.iter().filter(|k| k.forslag.is_some());
    linjer.extend(fra_forslag.map(|k| {
        format!(
            "kontrakt {} {} {:?} {} {} godkjent {}",
            k.kontraktstype, k.omrade, k.skole, k.fra, k.til, k.godkjent
        )
    }));
    linjer.sort();
    linjer
}

fn onskets(o: &Onske) -> Vec<String> {
    let mut linjer = vec![format!("onske {} {} {:?} {}", o.nr, o.omrade, o.skole, o.status)];
    for f in &o.forslag {
        linjer.push(format!(
            "forslag {} vg3={} {} {:?} {} frister {:?} {:?} oppstart {:?} overfort {}",
            o.nr, f.vg3, f.omrade, f.skole, f.status, f.frist_generelt, f.frist_skole, f.oppstart, f.overfort
        ));
        let trinn = |t| if t == Trinn::Generelt { "TILBSKG" } else { "TILBSK" };
        linjer
            .extend(f.svar.iter().map(|s| format!("svar {} {} ja={} {}", o.nr, trinn(s.trinn), s.ja, s.tid)));
        linjer.extend(f.innboks.iter().map(|p| {
            // What the text leaves open, and a reason that is given with its own state, is not held against the row.
            let grunn = p.grunn.as_deref().filter(|_| p.behandlet == "AVVIST").unwrap_or("-");
            format!("innboks {} fylket={} {} {}", o.nr, p.av_fylket, p.id, [&p.behandlet, grunn].join(" "))
        }));
    }
    linjer
}

/// Does a line of the world that is agree with one that was foreseen? `?` is any way of being treated, `*` treated or not.
pub fn stemmer(sett: &str, ventet: &str) -> bool {
    let apen = |hva| ventet.strip_suffix(hva).is_some_and(|foran| sett.starts_with(foran));
    sett == ventet || apen("* -") || (apen("? -") && !sett.ends_with("NY -"))
}
