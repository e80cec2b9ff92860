//! The answers in force of a forslag, and those that wait.

use chrono::NaiveDateTime;

use crate::domain::JaNei;
use crate::domain::svar::{Svar, Svarene};
use crate::store::row;

/// Joins forslag `f` to the answers in force: `ag` to the general offer, `ask` to the school's.
pub const SVAR: &str = "LEFT JOIN forslag_svar ag ON ag.forslag_id = f.id AND ag.gjelder = 'TILBSKG'
  LEFT JOIN forslag_svar ask ON ask.forslag_id = f.id AND ask.gjelder = 'TILBSK'";

/// Does an answer of forslag `f`, from the web or the county, wait for 5A119?
pub const UBEHANDLET: &str = "(EXISTS (SELECT 1 FROM websvar v WHERE v.forslag_id = f.id AND v.behandlet = 'NY')
    OR EXISTS (SELECT 1 FROM fylkesvar v WHERE v.forslag_id = f.id AND v.behandlet = 'NY')) AS ubehandlet_svar";

row! {
    /// Those of `SVAR`.
    #[derive(Clone, Debug, Default)]
    pub struct SvarRad {
        generelt: Option<JaNei>,
        generelt_tid: Option<NaiveDateTime>,
        skole: Option<JaNei>,
        skole_tid: Option<NaiveDateTime>,
    }
}

impl SvarRad {
    pub const COLUMNS: &'static str =
        "ag.svar AS generelt, ag.svart_tid AS generelt_tid, ask.svar AS skole, ask.svart_tid AS skole_tid";

    pub fn svarene(&self) -> Svarene {
        Svarene {
            generelt: Svar::new(self.generelt, self.generelt_tid),
            skole: Svar::new(self.skole, self.skole_tid),
        }
    }
}
