//! What the routines of årlig rapportering share: the round's dates, the contracts and faglige ledere of a county,
//! who may answer a form, and the letters of the round.

mod bortfall;
mod kontrakt;
mod leder;
mod lederlos;
pub mod rules;
mod runde;
mod tilgang;
mod varsel;

pub use bortfall::{bortfall, runder_av};
pub use kontrakt::{AV_KONTRAKTER, AV_LEDERE, KONTRAKTER, Rad, for_kontrakter, for_ledere};
pub use leder::{KANDIDATER, Leder, READS, Skjema, ledere};
pub use runde::{RUNDE, Runde, unfit_flere};
pub use tilgang::{ROLLER, de_som_kan_svare, kan_svare, kunne_svare};
pub use varsel::{Brev, behold, endring, skriv};

/// Does question `q` count in its round? Those taken in, if any are; else those shipped, which stand in for them. (`VIGO`
/// sorts after `PROSJEKT`.)
pub const GJELDER: &str = "q.opphav = (SELECT max(q2.opphav) FROM rapport_sporsmal q2 WHERE q2.ar = q.ar)";

/// How many questions form `j` must have answered.
pub fn obligatoriske() -> String {
    format!("(SELECT count(*) FROM rapport_sporsmal q WHERE q.ar = j.ar AND q.obligatorisk AND {GJELDER})")
}

/// How many of those it has answered.
pub fn besvart() -> String {
    format!(
        "(SELECT count(*) FROM rapport_sporsmal q
    JOIN rapport_svar sv ON sv.sporsmal_nr = q.nr AND sv.skjema_id = j.id
    WHERE q.ar = j.ar AND q.obligatorisk AND {GJELDER})"
    )
}

/// Has form `j` a submission that AR-SENDINN has not looked at?
pub const VENTER: &str = "EXISTS (SELECT 1 FROM rapport_innsending i
    WHERE i.skjema_id = j.id AND i.behandlet = 'NY' AND i.grunn IS NULL)";

/// Is the report of form `j` sent in, or on its way?
fn innsendt() -> String {
    format!("(j.innsendt_tid IS NOT NULL OR {VENTER})")
}
