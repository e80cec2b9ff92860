//! The answers in force of a forslag, and those that wait.

use chrono::NaiveDateTime;

use crate::domain::svar::{Svar, Svarene};
use crate::domain::{JaNei, Trinn};
use crate::store::row;

/// Joins forslag `f` to the answers in force, to the general offer and to the school's.
pub const SVAR: &str =
    "LEFT JOIN forslag_svar fs_generelt ON fs_generelt.forslag_id = f.id AND fs_generelt.gjelder = 'TILBSKG'
LEFT JOIN forslag_svar fs_skole ON fs_skole.forslag_id = f.id AND fs_skole.gjelder = 'TILBSK'";

/// The columns of `SvarRad`, of the answers that `SVAR` joins.
pub const SVAR_KOLONNER: &str = "fs_generelt.svar AS generelt, fs_generelt.svart_tid AS generelt_tid, \
    fs_skole.svar AS skole, fs_skole.svart_tid AS skole_tid";

/// Does an answer of forslag `f`, from the web or the county, wait for 5A119?
pub const UBEHANDLET: &str =
    "(EXISTS (SELECT 1 FROM websvar wsv WHERE wsv.forslag_id = f.id AND wsv.behandlet = 'NY')
    OR EXISTS (SELECT 1 FROM fylkesvar fsv WHERE fsv.forslag_id = f.id AND fsv.behandlet = 'NY'))";

/// As `UBEHANDLET`, of answers to the general offer alone, or to the school's.
pub fn ubehandlet(gjelder: Trinn) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM websvar wsv
    WHERE wsv.forslag_id = f.id AND wsv.behandlet = 'NY' AND wsv.gjelder = '{gjelder}')
    OR EXISTS (SELECT 1 FROM fylkesvar fsv
    WHERE fsv.forslag_id = f.id AND fsv.behandlet = 'NY' AND fsv.gjelder = '{gjelder}'))"
    )
}

row! {
    /// Of `SVAR_KOLONNER`.
    #[derive(Clone, Debug, Default)]
    pub struct SvarRad {
        generelt: Option<JaNei>,
        generelt_tid: Option<NaiveDateTime>,
        skole: Option<JaNei>,
        skole_tid: Option<NaiveDateTime>,
    }
}

impl SvarRad {
    pub fn svarene(&self) -> Svarene {
        Svarene {
            generelt: Svar::new(self.generelt, self.generelt_tid),
            skole: Svar::new(self.skole, self.skole_tid),
        }
    }
}
