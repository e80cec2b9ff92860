//! Contracts of fagopplæring i skole (type E) that run now: each shows one outcome of 5A116 on 5 August.

use anyhow::Result;
use chrono::NaiveDate;

use super::fag::{Fag, MODUL, VANLIGE};
use super::fylke::{Fylke, skalert};
use super::ident::{Alder, Slag};
use super::kontrakt::{Kontrakt, Slutt, Sted, avbrudd};
use super::person::{Person, skriv_elevkurs, skriv_skolegang};
use super::profil::{Karakterer, STEG};
use super::skole::har_fag;

#[derive(Clone, Copy, PartialEq)]
enum Slagt {
    Klar,
    KlarKompetanseprove,
    KlarToStrykFellesfag,
    KlarEtterEnProve,
    KlarMeropplaring,
    IkkeGodkjent,
    ApentAvbrudd,
    Hevet,
    Utlopt,
    BestattProve,
    ForTidlig,
    ProveUnderArbeid,
    ProveKlargjort,
    ToProver,
    StrykProgramfag,
    Iv,
    Modulstrukturert,
}

/// Kind, per mille, what 5A116 says.
#[rustfmt::skip]
const SLAG: [(Slagt, usize, &str); 17] = [
    (Slagt::Klar, 830, "meldes opp"),
    (Slagt::KlarKompetanseprove, 60, "meldes opp til kompetanseprøve, uten krav om beståtte fag"),
    (Slagt::KlarToStrykFellesfag, 20, "meldes opp: to stryk i fellesfag tåles"),
    (Slagt::KlarEtterEnProve, 15, "meldes opp til andre forsøk"),
    (Slagt::KlarMeropplaring, 5, "meldes opp tross to prøver: tillegget skyldes meropplæring"),
    (Slagt::IkkeGodkjent, 5, "kontrakten er ikke godkjent"),
    (Slagt::ApentAvbrudd, 5, "ikke aktiv: avbrudd uten slutt"),
    (Slagt::Hevet, 5, "ikke aktiv: avsluttet"),
    (Slagt::Utlopt, 5, "ikke aktiv: læretiden er ute"),
    (Slagt::BestattProve, 5, "ikke aktiv: prøven er bestått"),
    (Slagt::ForTidlig, 10, "mer enn tre måneder igjen"),
    (Slagt::ProveUnderArbeid, 10, "har en åpen prøve, under arbeid"),
    (Slagt::ProveKlargjort, 5, "har en åpen prøve, klargjort"),
    (Slagt::ToProver, 5, "to avholdte prøver uten meropplæring"),
    (Slagt::StrykProgramfag, 5, "fag ikke bestått: stryk i programfag"),
    (Slagt::Iv, 5, "fag ikke bestått: IV"),
    (Slagt::Modulstrukturert, 5, "modulstrukturert: går ikke til direkte oppmelding"),
];

/// About 2,400 in a large county; never fewer than one of each.
pub fn antall(f: &Fylke) -> usize {
    skalert(2400, f.scale).max(SLAG.len())
}

pub fn skriv_alle(f: &mut Fylke) -> Result<()> {
    for n in 0..antall(f) {
        skriv_en(f, n, ved(n))?;
    }
    Ok(())
}

/// One of each first, then by weight.
fn ved(n: usize) -> Slagt {
    if let Some((slag, ..)) = SLAG.get(n) {
        return *slag;
    }
    let mut plass = (n - SLAG.len()) * STEG % 1000;
    for (slag, vekt, _) in SLAG {
        if plass < vekt {
            return slag;
        }
        plass -= vekt;
    }
    Slagt::Klar
}

fn skriv_en(f: &mut Fylke, n: usize, slag: Slagt) -> Result<()> {
    let voksen = slag == Slagt::Modulstrukturert;
    let person = Person::neste(f, if voksen { Alder::Voksen } else { Alder::Eldre }, Slag::Vanlig)?;
    person.skriv(&mut f.bok)?;
    let i = f.tall.under(VANLIGE.len());
    let skole = skole_med(f, i);
    let fnr = person.ident.fodselsnummer;
    let kode = kode(&VANLIGE[i], slag, n);
    skriv_skole(f, &fnr, &VANLIGE[i], &kode, &skole, slag)?;
    let k = kontrakt(f, fnr, kode, Sted::Skole(skole), slag, n);
    let nr = k.skriv(f)?;
    if slag == Slagt::ApentAvbrudd {
        avbrudd(f, &nr, f.dag(0, 4, 13), None)?;
    }
    skriv_prover(f, &nr, &k.programomrade, slag)
}

fn skole_med(f: &mut Fylke, fag: usize) -> String {
    let med: Vec<_> = (0..f.skoler.len()).filter(|s| har_fag(*s, fag)).collect();
    f.skoler[med[f.tall.under(med.len())]].nr.clone()
}

fn kode(fag: &Fag, slag: Slagt, n: usize) -> String {
    match slag {
        Slagt::KlarKompetanseprove => format!("{}H---", fag.vg3),
        Slagt::Modulstrukturert => format!("{}MV--", MODUL[n % MODUL.len()]),
        _ => format!("{}F---", fag.vg3),
    }
}

/// Vg1 and Vg2 passed; Vg3 in school as the kind says.
fn skriv_skole(f: &mut Fylke, fnr: &str, fag: &Fag, kode: &str, skole: &str, slag: Slagt) -> Result<()> {
    let bestatt = Karakterer { fullfort: true, stryk_programfag: 0, stryk_fellesfag: 0, iv: 0 };
    let vg3 = match slag {
        Slagt::StrykProgramfag => Karakterer { stryk_programfag: 1, ..bestatt },
        Slagt::KlarKompetanseprove => Karakterer { stryk_programfag: 2, ..bestatt },
        Slagt::KlarToStrykFellesfag => Karakterer { stryk_fellesfag: 2, ..bestatt },
        Slagt::Iv => Karakterer { iv: 1, ..bestatt },
        _ => bestatt,
    };
    let bevistype = match slag {
        Slagt::KlarMeropplaring | Slagt::StrykProgramfag | Slagt::Iv | Slagt::KlarKompetanseprove => "KB",
        Slagt::BestattProve => "VM",
        _ => "",
    };
    skriv_skolegang(&mut f.bok, fnr, fag, skole, f.ar - 2, bestatt)?;
    skriv_elevkurs(&mut f.bok, fnr, kode, skole, f.ar - 1, vg3, bevistype)
}

fn kontrakt(f: &Fylke, fnr: String, programomrade: String, sted: Sted, slag: Slagt, n: usize) -> Kontrakt {
    // Twelve months: the læretid ends within three months of 5 August.
    let k = Kontrakt {
        fnr,
        kontraktstype: "E",
        programomrade,
        sted,
        fra: [f.dag(-1, 8, 18), f.dag(-1, 9, 1), f.dag(-1, 10, 6)][n % 3],
        netto: 12,
        tillegg: 0,
        meropplaring: false,
        godkjent: true,
        slutt: None,
    };
    match slag {
        Slagt::IkkeGodkjent => Kontrakt { godkjent: false, ..k },
        Slagt::Hevet => Kontrakt { slutt: Some(Slutt(f.dag(0, 5, 4), "FV", "ELEV")), ..k },
        Slagt::BestattProve => Kontrakt { slutt: Some(Slutt(f.dag(0, 6, 9), "AB", "")), ..k },
        Slagt::Utlopt => Kontrakt { fra: f.dag(-1, 8, 1), ..k },
        Slagt::ForTidlig => Kontrakt { fra: f.dag(0, 1, 5), netto: 18, ..k },
        Slagt::KlarMeropplaring => Kontrakt { fra: f.dag(-1, 3, 2), tillegg: 6, meropplaring: true, ..k },
        // Six months more, but not for meropplæring.
        Slagt::ToProver => Kontrakt { fra: f.dag(-1, 3, 2), tillegg: 6, ..k },
        _ => k,
    }
}

fn skriv_prover(f: &mut Fylke, nr: &str, kode: &str, slag: Slagt) -> Result<()> {
    let (mars, juni) = (f.dag(0, 3, 10), f.dag(0, 6, 9));
    let holdt = |dag: NaiveDate, resultat| ("AVHOLDT", dag.to_string(), resultat);
    let prover = match slag {
        Slagt::KlarEtterEnProve => vec![holdt(juni, "IB")],
        Slagt::BestattProve => vec![holdt(juni, "B")],
        Slagt::ToProver | Slagt::KlarMeropplaring => vec![holdt(mars, "IB"), holdt(juni, "IB")],
        Slagt::ProveUnderArbeid => vec![("UNDER_ARBEID", String::new(), "")],
        Slagt::ProveKlargjort => vec![holdt(mars, "IB"), ("KLARGJORT", f.dag(0, 9, 8).to_string(), "")],
        _ => vec![],
    };
    for (i, (status, dag, resultat)) in prover.iter().enumerate() {
        let forsok = (i + 1).to_string();
        f.bok.rad("prove", &[f.nr, nr, &forsok, "VX", "F", kode, status, dag, resultat])?;
    }
    Ok(())
}
