//! What the routines of årlig rapportering share: the round's dates, the contracts and faglige ledere of a county,
//! who may answer a form, and the letters of the round.

mod bortfall;
mod kontrakt;
mod leder;
mod lederlos;
pub mod rules;
mod runde;
mod varsel;

pub use bortfall::{bortfall, runder_av};
pub use kontrakt::{KONTRAKTER, Rad, for_kontrakter, for_ledere};
pub use leder::{Leder, Skjema, kandidater, ledere};
pub use runde::Runde;
pub use varsel::{Brev, behold, endring, skriv};

/// Does question `q` count in its round? Those taken in, if any are; else those shipped, which stand in for them. (`VIGO`
/// sorts after `PROSJEKT`.)
pub const GJELDER: &str = "q.opphav = (SELECT max(x.opphav) FROM rapport_sporsmal x WHERE x.ar = q.ar)";

/// Does the faglig leder of contract `k` hold a valid role in the company `{orgnr}` on `$2`, the county being `k`'s?
const GYLDIG_ROLLE: &str = "EXISTS (SELECT 1 FROM ansatt_rolle a WHERE a.person_id = k.faglig_leder_person_id
    AND a.fylkesnr = k.fylkesnr AND a.orgnr = {orgnr} AND a.rolle = 'FAGLIG_LEDER'
    AND a.gyldig_fom <= $2 AND (a.gyldig_tom IS NULL OR a.gyldig_tom >= $2))";

/// The contract's own company: where a form would be made.
fn gyldig_rolle_i_bedriften() -> String {
    GYLDIG_ROLLE.replace("{orgnr}", "k.bedrift_orgnr")
}

/// The company of form `j`, which a contract may have left since.
pub fn gyldig_rolle_for_skjemaet() -> String {
    GYLDIG_ROLLE.replace("{orgnr}", "j.orgnr")
}

/// Is the report of form `j` sent in, or on its way: a submission that AR-SENDINN has not looked at?
const INNSENDT: &str =
    "(j.innsendt_tid IS NOT NULL OR EXISTS (SELECT 1 FROM rapport_innsending i WHERE i.skjema_id = j.id
    AND i.behandlet = 'NY' AND i.grunn IS NULL))";
