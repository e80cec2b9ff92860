//! Answers: none, one or several, from the web and by the county, in time and late, at the same time and out of order.

use std::collections::BTreeSet;

use super::rader::{Rader, t};
use super::terning::Terning;
use crate::house::House;

const WEB: &str = "websvar (websvar_id, forslag_id, gjelder, svar, mottatt_tid, behandlet)";
const FYLKE: &str = "fylkesvar (forslag_id, gjelder, svar, svart_tid, behandlet)";

/// A batch of answers to every open VG3-forslag; `tider` are the instants that occur, so that some meet.
pub fn svar(house: &House, terning: &mut Terning, batch: &str, tider: &[&str], stille: u64) {
    let sql =
        "SELECT CAST(id AS TEXT) || ' ' || status AS t FROM forslag WHERE forslagstype = 'VG3' ORDER BY id";
    let fylkets = "SELECT CAST(forslag_id AS TEXT) || gjelder || substr(CAST(svart_tid AS TEXT), 1, 19) AS t FROM fylkesvar";
    let mut fylkets: BTreeSet<String> = house.texts(fylkets).into_iter().collect();
    let mut rader = Rader::default();
    let mut nr = 0;
    for rad in house.texts(sql) {
        let (id, status) = rad.split_once(' ').unwrap();
        let antall = if terning.sjanse(stille) { 0 } else { terning.vektet(&[(72, 1), (18, 2), (10, 3)]) };
        for _ in 0..antall {
            nr += 1;
            ett_svar(&mut rader, terning, (&format!("{batch}{nr}"), id, status), (tider, &mut fylkets));
        }
    }
    rader.skriv(house);
}

/// The county says one thing to a step at a time.
fn ett_svar(
    rader: &mut Rader,
    terning: &mut Terning,
    (nr, id, status): (&str, &str, &str),
    (tider, fylkets): (&[&str], &mut BTreeSet<String>),
) {
    let til_skolen = terning.sjanse(if status == "TILBSK" { 60 } else { 6 });
    let gjelder = if til_skolen { "TILBSK" } else { "TILBSKG" };
    let svar = terning.vektet(&[(70, "J"), (30, "N")]);
    let tid = terning.en(tider);
    if terning.sjanse(18) && fylkets.insert(format!("{id}{gjelder}{tid}")) {
        rader.legg(FYLKE, &[id.into(), t(gjelder), t(svar), t(tid), t("NY")]);
    } else {
        rader.legg(WEB, &[t(nr), id.into(), t(gjelder), t(svar), t(tid), t("NY")]);
    }
}
