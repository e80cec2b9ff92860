//! Which completed schooling a wish rests on (docs/rules.md section 1): the Vg2 it builds on (særløp: Vg1; avviksfag: Vg3 in
//! school), with what that builds on. Of several the best counts, so nothing that begins later takes a right away.

use std::collections::HashMap;

use super::programomrade::grunnkode;

/// One school course of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Kurs {
    /// The year the school year begins.
    pub skolear: i64,
    /// Six characters.
    pub grunnkode: String,
    pub fullfort: bool,
    pub figurer: Figurer,
}

/// Subjects failed (karakter 1), and without a mark (IV). The order is the order of how much each stands in the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figurer {
    pub stryk_programfag: i64,
    pub iv: i64,
    pub stryk_fellesfag: i64,
}

impl Figurer {
    pub fn alle(self) -> i64 {
        self.stryk_programfag + self.iv + self.stryk_fellesfag
    }

    #[must_use]
    pub fn og(self, other: Figurer) -> Figurer {
        Figurer {
            stryk_programfag: self.stryk_programfag + other.stryk_programfag,
            iv: self.iv + other.iv,
            stryk_fellesfag: self.stryk_fellesfag + other.stryk_fellesfag,
        }
    }

    /// `stryk_programfag=1 iv=2`, as the journal keeps it.
    pub fn tekst(self) -> String {
        let all = [
            ("stryk_programfag", self.stryk_programfag),
            ("stryk_fellesfag", self.stryk_fellesfag),
            ("iv", self.iv),
        ];
        let some = all.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name}={n}"));
        some.collect::<Vec<_>>().join(" ")
    }
}

/// What a wish's schooling comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skolegang {
    Fullfort(Figurer),
    /// Begun in a programme that the wish builds on, and not whole; without one, in any.
    IkkeFullfort {
        i_faget: bool,
        figurer: Figurer,
    },
    ByggerIkkePa,
    Ukjent,
}

/// What builds on what, by the first six characters.
#[derive(Clone, Debug, Default)]
pub struct Byggverk {
    foreldre: HashMap<String, Vec<String>>,
    /// Lærefag whose Vg3 is given in school.
    avvik: Vec<String>,
}

impl Byggverk {
    /// `par`: a programområde and one it builds on.
    pub fn new(par: impl IntoIterator<Item = (String, String)>, avvik: Vec<String>) -> Self {
        let mut foreldre: HashMap<String, Vec<String>> = HashMap::new();
        for (kode, bygger_pa) in par {
            foreldre.entry(kode).or_default().push(bygger_pa);
        }
        Byggverk { foreldre, avvik }
    }

    fn foreldre(&self, kode: &str) -> &[String] {
        self.foreldre.get(kode).map_or(&[], Vec::as_slice)
    }

    /// What a wish for this lærefag builds on.
    pub fn grunnlag(&self, onsket: &str) -> Vec<String> {
        let kode = grunnkode(onsket);
        match self.avvik.iter().any(|a| a == kode) {
            true => vec![kode.to_owned()],
            false => self.foreldre(kode).to_vec(),
        }
    }

    /// The schooling behind a wish.
    pub fn skolegang(&self, onsket: &str, kurs: &[Kurs]) -> Skolegang {
        let beste = self.grunnlag(onsket).iter().filter_map(|kode| self.beste(kode, kurs, i64::MAX)).min();
        match beste {
            _ if kurs.is_empty() => Skolegang::Ukjent,
            Some(Gang { ufullfort: false, figurer }) => Skolegang::Fullfort(figurer),
            Some(Gang { figurer, .. }) => Skolegang::IkkeFullfort { i_faget: true, figurer },
            None if kurs.iter().any(|k| k.fullfort) => Skolegang::ByggerIkkePa,
            None => Skolegang::IkkeFullfort { i_faget: false, figurer: Figurer::default() },
        }
    }

    /// The best way through `kode`, begun no later than `siste`, with what it builds on.
    fn beste(&self, kode: &str, kurs: &[Kurs], siste: i64) -> Option<Gang> {
        // What was left in the year the next level was done says nothing of it.
        let for_siste = |k: &&Kurs| k.skolear < siste || k.fullfort && k.skolear == siste;
        let her = kurs.iter().filter(|k| k.grunnkode == kode).filter(for_siste);
        her.map(|k| {
            let under = self.foreldre(kode).iter().filter(|f| f[5..] < kode[5..]);
            let under = under.filter_map(|f| self.beste(f, kurs, k.skolear)).min();
            let eget = Gang { ufullfort: !k.fullfort, figurer: k.figurer };
            under.map_or(eget, |u| Gang {
                ufullfort: eget.ufullfort || u.ufullfort,
                figurer: eget.figurer.og(u.figurer),
            })
        })
        .min()
    }
}

/// One way through school: the smallest is the best for the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Gang {
    ufullfort: bool,
    figurer: Figurer,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bygg() -> Byggverk {
        let par = [
            ("BATMF3", "BATMF2"),
            ("BATMF2", "BABAT1"),
            ("BARLF2", "BABAT1"),
            ("BABDR3", "BABAT1"),
            ("ELAUT3", "ELAUT2"),
            ("ELAVI4", "ELAVI3"),
        ];
        Byggverk::new(par.map(|(a, b)| (a.to_owned(), b.to_owned())), vec!["ELAUT3".into()])
    }

    fn kurs(text: &str) -> Vec<Kurs> {
        text.split(' ').filter(|t| !t.is_empty()).map(ett).collect()
    }

    /// `2025:BATMF2:J:0/0/0`: programfag, fellesfag, iv.
    fn ett(text: &str) -> Kurs {
        let deler: Vec<&str> = text.split(':').collect();
        let tall: Vec<i64> = deler[3].split('/').map(|n| n.parse().unwrap()).collect();
        Kurs {
            skolear: deler[0].parse().unwrap(),
            grunnkode: deler[1].into(),
            fullfort: deler[2] == "J",
            figurer: Figurer { stryk_programfag: tall[0], stryk_fellesfag: tall[1], iv: tall[2] },
        }
    }

    fn check(onsket: &str, text: &str, expected: &str) {
        let mut kurs = kurs(text);
        for _ in 0..2 {
            let got = match bygg().skolegang(onsket, &kurs) {
                Skolegang::Fullfort(f) => format!("fullført {}", f.tekst()),
                Skolegang::IkkeFullfort { i_faget, .. } => format!("ikke fullført {i_faget}"),
                Skolegang::ByggerIkkePa => "bygger ikke på".into(),
                Skolegang::Ukjent => "ukjent".into(),
            };
            assert_eq!(got.trim(), expected, "{onsket} {text}");
            kurs.reverse();
        }
    }

    #[test]
    fn det_fullforte_vg2_teller_med_sitt_vg1() {
        check("BATMF3----", "2025:BATMF2:J:0/0/0", "fullført");
        check(
            "BATMF3----",
            "2024:BABAT1:J:2/1/0 2025:BATMF2:J:0/2/0",
            "fullført stryk_programfag=2 stryk_fellesfag=3",
        );
        check("BATMF3----", "2024:BABAT1:N:0/0/1 2025:BATMF2:J:0/0/0", "ikke fullført true");
        check("BATMF3----", "2023:BABAT1:N:0/0/1 2024:BABAT1:J:0/0/0 2025:BATMF2:J:0/0/0", "fullført");
    }

    #[test]
    fn det_som_er_begynt_siden_tar_ingenting_bort() {
        check("BATMF3----", "2025:BATMF2:J:0/0/0 2026:BATMF3:N:0/0/0", "fullført");
        check("BATMF3----", "2024:BATMF2:J:0/0/0 2025:BARLF2:N:0/0/4", "fullført");
        check("BATMF3----", "2025:BATMF2:J:0/0/0 2025:BATMF2:N:0/0/3", "fullført");
        check("BATMF3----", "2024:BATMF2:J:0/0/0 2025:BATMF2:J:1/0/0", "fullført");
        check("BATMF3----", "2025:BATMF2:J:0/0/0 2026:BABAT1:N:9/9/9", "fullført");
        check("BATMF3----", "2025:BATMF2:J:0/0/0 2025:BABAT1:N:9/9/9", "fullført");
    }

    #[test]
    fn sarlop_bygger_pa_vg1_og_avviksfag_pa_vg3_i_skole() {
        check("BABDR3----", "2025:BABAT1:J:0/1/0", "fullført stryk_fellesfag=1");
        check("ELAUT3----", "2025:ELAUT3:J:0/0/0", "fullført");
        check("ELAUT3----", "2025:ELAUT2:J:0/0/0", "bygger ikke på");
        check("ELAVI4----", "2025:ELAVI3:J:0/0/0", "fullført");
    }

    #[test]
    fn uten_grunnlag_sies_det_hvorfor() {
        check("BATMF3----", "", "ukjent");
        check("BATMF3----", "2025:BATMF2:N:0/0/0", "ikke fullført true");
        check("BATMF3----", "2025:BARLF2:J:0/0/0", "bygger ikke på");
        check("BATMF3----", "2025:BARLF2:N:0/0/0", "ikke fullført false");
        check("BATMF3----", "2024:BABAT1:J:0/0/0", "bygger ikke på");
    }
}
