//! Reads the world of a house by plain SQL that means the same on both backends.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::svar::oslo;
use super::verden::{
    Forslag, Kontrakt, Kurs, Modul, Omrade, Onske, Person, Post, Rett, Skoletilbud, Soker, Svar, Tall, Trinn,
    Verden, grunnkode,
};
use crate::house::House;

/// Columns of one row as text; `-` is NULL.
struct Rad(Vec<String>);

impl Rad {
    fn valgfri(&self, i: usize) -> Option<&str> {
        Some(self.0[i].as_str()).filter(|t| *t != "-")
    }

    fn tekst(&self, i: usize) -> String {
        self.0[i].clone()
    }

    fn tekst_valgfri(&self, i: usize) -> Option<String> {
        self.valgfri(i).map(str::to_owned)
    }

    fn tall(&self, i: usize) -> i64 {
        self.0[i].parse().unwrap_or_else(|_| panic!("no number: {:?}", self.0))
    }

    fn tall_valgfri(&self, i: usize) -> Option<i64> {
        self.valgfri(i).map(|t| t.parse().unwrap())
    }

    /// `true` on PostgreSQL, 1 on SQLite.
    fn ja(&self, i: usize) -> bool {
        ["true", "t", "1", "J"].contains(&self.0[i].as_str())
    }

    fn dag(&self, i: usize) -> Option<NaiveDate> {
        self.valgfri(i).map(|t| t.get(..10).unwrap().parse().unwrap())
    }

    fn tid(&self, i: usize) -> NaiveDateTime {
        let tekst = self.0[i].replace('T', " ");
        NaiveDateTime::parse_from_str(&tekst, "%Y-%m-%d %H:%M:%S%.f").unwrap()
    }

    fn trinn(&self, i: usize) -> Trinn {
        if self.0[i] == "TILBSK" { Trinn::Skole } else { Trinn::Generelt }
    }
}

fn rader(house: &House, kolonner: &str, fra: &str) -> Vec<Rad> {
    let felt: Vec<String> =
        kolonner.split(' ').map(|k| format!("COALESCE(CAST({k} AS TEXT), '-')")).collect();
    let sql = format!("SELECT {} AS t FROM {fra}", felt.join(" || '|' || "));
    let del = |t: String| Rad(t.split('|').map(str::to_owned).collect());
    house.texts(&sql).into_iter().map(del).collect()
}

pub fn les(house: &House) -> Verden {
    let mut v = Verden {
        personer: personer(house),
        tilbud: tilbud(house),
        moduler: moduler(house),
        ..kodeverk(house)
    };
    v.sokere = sokere(house);
    for (soker, onske) in onsker(house) {
        v.sokere.get_mut(&soker).unwrap().onsker.push(onske);
    }
    v.indekser();
    v
}

fn kodeverk(house: &House) -> Verden {
    let mut v = Verden::default();
    for r in rader(house, "kode sted er_avviksfag gyldig_fom gyldig_tom", "programomrade") {
        let (fom, tom) = (r.dag(3), r.dag(4));
        v.omrader.insert(r.tekst(0), Omrade { i_skole: r.0[1] == "skole", avviksfag: r.ja(2), fom, tom });
    }
    for r in rader(house, "kode bygger_pa", "programomrade_bygger_pa") {
        let (kode, pa) = (grunnkode(&r.0[0]).to_owned(), grunnkode(&r.0[1]).to_owned());
        v.foreldre.entry(kode).or_default().insert(pa);
    }
    v.skoler =
        rader(house, "skolenr kommunenr", "skole").iter().map(|r| (r.tekst(0), r.tekst_valgfri(1))).collect();
    v
}

fn tilbud(house: &House) -> Vec<Skoletilbud> {
    let rader = rader(house, "fylkesnr skolear skolenr grunnkode kapasitet oppstart", "skoletilbud");
    let en = |r: &Rad| Skoletilbud {
        fylke: r.tekst(0),
        ar: r.tall(1),
        skole: r.tekst(2),
        grunnkode: r.tekst(3),
        kapasitet: usize::try_from(r.tall(4)).unwrap(),
        oppstart: r.dag(5),
    };
    rader.iter().map(en).collect()
}

fn moduler(house: &House) -> Vec<Modul> {
    let rader = rader(house, "grunnkode gyldig_fom gyldig_tom", "modulplan");
    rader.iter().map(|r| Modul { grunnkode: r.tekst(0), fom: r.dag(1), tom: r.dag(2) }).collect()
}

fn personer(house: &House) -> BTreeMap<i64, Person> {
    let mut personer = BTreeMap::new();
    for r in rader(house, "id hjemsted_fylkesnr kommunenr", "person") {
        let (hjemsted, kommune) = (r.tekst_valgfri(1), r.tekst_valgfri(2));
        personer.insert(r.tall(0), Person { hjemsted, kommune, ..Person::default() });
    }
    for r in rader(house, "person_id rett fom tom valgt_kap5", "person_rett") {
        let rett = Rett { rett: r.tekst(1), fom: r.dag(2).unwrap(), tom: r.dag(3), kap5: r.ja(4) };
        personer.get_mut(&r.tall(0)).unwrap().retter.push(rett);
    }
    let kolonner = "person_id skolear programomrade fullfort fag_stryk_programfag fag_iv fag_stryk_fellesfag";
    for r in rader(house, kolonner, "elevkurs") {
        let tall = Tall { programfag: r.tall(4), iv: r.tall(5), fellesfag: r.tall(6) };
        let kurs = Kurs { ar: r.tall(1), omrade: r.tekst(2), fullfort: r.ja(3), tall };
        personer.get_mut(&r.tall(0)).unwrap().kurs.push(kurs);
    }
    for (person, kontrakt) in kontrakter(house) {
        personer.get_mut(&person).unwrap().kontrakter.push(kontrakt);
    }
    personer
}

fn kontrakter(house: &House) -> Vec<(i64, Kontrakt)> {
    let kolonner = "person_id fylkesnr kontraktstype programomrade skolenr laretid_fra laretid_til godkjent_dato \
                    avsluttet_dato forslag_id";
    let en = |r: &Rad| Kontrakt {
        fylke: r.tekst(1),
        kontraktstype: r.tekst(2),
        omrade: r.tekst(3),
        skole: r.tekst_valgfri(4),
        fra: r.dag(5).unwrap(),
        til: r.dag(6).unwrap(),
        godkjent: r.valgfri(7).is_some(),
        avsluttet: r.dag(8),
        forslag: r.tall_valgfri(9),
    };
    rader(house, kolonner, "kontrakt").iter().map(|r| (r.tall(0), en(r))).collect()
}

fn sokere(house: &House) -> BTreeMap<i64, Soker> {
    let kolonner = "id person_id fylkesnr soknadsar avgiverskole er_larekandidat aktiv kvalifisert \
                    folkereg_fylke_1mars mottatt_dato frist_unntak flytting_dokumentert poeng_hundredeler";
    let en = |r: &Rad| Soker {
        person: r.tall(1),
        fylke: r.tekst(2),
        ar: r.tall(3),
        avgiverskole: r.tekst_valgfri(4),
        larekandidat: r.ja(5),
        aktiv: r.ja(6),
        kvalifisert: r.tekst_valgfri(7),
        folkereg: r.tekst_valgfri(8),
        mottatt: r.dag(9),
        unntak: r.tekst_valgfri(10),
        flyttet: r.ja(11),
        poeng: r.tall_valgfri(12),
        onsker: vec![],
    };
    rader(house, kolonner, "soker").iter().map(|r| (r.tall(0), en(r))).collect()
}

/// Each wish's last change of status: what it became, and whether a routine made it.
fn siste_endring(house: &House) -> BTreeMap<i64, (String, bool)> {
    let fra = "onske_historikk WHERE felt = 'status' ORDER BY tid, id";
    let rader = rader(house, "onske_id til attempt_id", fra);
    rader.iter().map(|r| (r.tall(0), (r.tekst(1), r.valgfri(2).is_some()))).collect()
}

fn onsker(house: &House) -> Vec<(i64, Onske)> {
    let (endret, mut forslag) = (siste_endring(house), forslag(house));
    let kolonner = "soker_id id onskenr onsketype programomrade skolenr avtalt_bedrift_orgnr status laast";
    let mut en = |r: &Rad| Onske {
        id: r.tall(1),
        nr: r.tall(2),
        lare: r.0[3] == "LARE",
        omrade: r.tekst(4),
        skole: r.tekst_valgfri(5),
        avtalt: r.valgfri(6).is_some(),
        status: r.tekst(7),
        laast: r.ja(8),
        sist_endret: endret.get(&r.tall(1)).cloned(),
        forslag: forslag.remove(&r.tall(1)).unwrap_or_default(),
    };
    rader(house, kolonner, "onske ORDER BY soker_id, onskenr").iter().map(|r| (r.tall(0), en(r))).collect()
}

/// By wish.
fn forslag(house: &House) -> BTreeMap<i64, Vec<Forslag>> {
    let (mut svar, mut innboks, mut varslet) = (svar(house), innboks(house), varslet(house));
    let brev = brev(house);
    let kolonner = "f.onske_id f.id f.forslagstype f.runde f.programomrade f.onsket_programomrade f.skolenr f.status \
                    f.svarfrist_generelt f.svarfrist_skole f.oppstart f.overfort f.lukket_arsak f.avslag o.soker_id";
    let mut alle = BTreeMap::<i64, Vec<Forslag>>::new();
    for r in rader(house, kolonner, "forslag f JOIN onske o ON o.id = f.onske_id ORDER BY f.id") {
        let id = r.tall(1);
        let mut fortalt = varslet.remove(&id).unwrap_or_default();
        fortalt.extend(brev.get(&r.tall(14)).into_iter().flatten());
        let forst = |trinn| fortalt.iter().filter(|(t, _)| *t == trinn).map(|(_, dag)| *dag).min();
        alle.entry(r.tall(0)).or_default().push(Forslag {
            id,
            vg3: r.0[2] == "VG3",
            runde: r.tall(3),
            omrade: r.tekst(4),
            onsket: r.tekst_valgfri(5),
            skole: r.tekst_valgfri(6),
            status: r.tekst(7),
            frist_generelt: r.dag(8),
            frist_skole: r.dag(9),
            oppstart: r.dag(10),
            overfort: r.dag(11).is_some(),
            lukket: r.valgfri(12).is_some(),
            avslag: r.tekst_valgfri(13),
            svar: svar.remove(&id).unwrap_or_default(),
            innboks: innboks.remove(&id).unwrap_or_default(),
            varslet_generelt: forst(Trinn::Generelt),
            varslet_skole: forst(Trinn::Skole),
        });
    }
    alle
}

fn svar(house: &House) -> BTreeMap<i64, Vec<Svar>> {
    let mut alle = BTreeMap::<i64, Vec<Svar>>::new();
    for r in rader(house, "forslag_id gjelder svar svart_tid kilde", "forslag_svar ORDER BY id") {
        let en = Svar { trinn: r.trinn(1), ja: r.ja(2), tid: r.tid(3), av_fylket: r.0[4] == "FYLKE" };
        alle.entry(r.tall(0)).or_default().push(en);
    }
    alle
}

fn innboks(house: &House) -> BTreeMap<i64, Vec<Post>> {
    let mut alle = BTreeMap::<i64, Vec<Post>>::new();
    for (tabell, tid, av_fylket) in [("websvar", "mottatt_tid", false), ("fylkesvar", "svart_tid", true)] {
        let kolonner = format!("forslag_id id gjelder svar {tid} behandlet grunn");
        for r in rader(house, &kolonner, &format!("{tabell} ORDER BY id")) {
            alle.entry(r.tall(0)).or_default().push(Post {
                id: r.tall(1),
                av_fylket,
                trinn: r.trinn(2),
                ja: r.ja(3),
                tid: r.tid(4),
                behandlet: r.tekst(5),
                grunn: r.tekst_valgfri(6),
            });
        }
    }
    alle
}

/// What the county has recorded that it told, by forslag.
fn varslet(house: &House) -> BTreeMap<i64, Vec<(Trinn, NaiveDate)>> {
    let mut alle = BTreeMap::<i64, Vec<_>>::new();
    for r in rader(house, "forslag_id gjelder varslet", "forslag_varslet") {
        alle.entry(r.tall(0)).or_default().push((r.trinn(1), r.dag(2).unwrap()));
    }
    alle
}

/// The letters of an offer that have been sent, by applicant.
fn brev(house: &House) -> BTreeMap<i64, Vec<(Trinn, NaiveDate)>> {
    let sendt =
        "letters WHERE state = 'sent' AND unit LIKE 'soker:%' AND purpose IN ('tilbud', 'skoletilbud')";
    let mut alle = BTreeMap::<i64, Vec<_>>::new();
    for r in rader(house, "unit purpose settled", sendt) {
        let soker = r.0[0].trim_start_matches("soker:").parse().unwrap();
        let trinn = if r.0[1] == "tilbud" { Trinn::Generelt } else { Trinn::Skole };
        alle.entry(soker).or_default().push((trinn, oslo(r.tid(2))));
    }
    alle
}
