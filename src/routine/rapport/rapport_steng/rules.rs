//! When a form is closed, and as what (S1).

use serde::Deserialize;

use crate::attempt::{Bound, Verdict, reasons, year};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The year reported on; 0 follows the run's date.
    pub ar: i64,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[year("ar")];

reasons! {
    /// Why a form is closed, or is not yet.
    Grunn:
    Innsendt = "INNSENDT", "Skjemaet er stengt; rapporten er sendt inn", "Skjemaet er stengt; rapporten er send inn", "FACT S1";
    IkkeInnsendt = "IKKE_INNSENDT", "Skjemaet er stengt uten at rapporten er sendt inn", "Skjemaet er stengt utan at rapporten er send inn", "FACT S1";
    VenterPaInnsending = "VENTER_PA_INNSENDING", "En innsending er mottatt og ikke behandlet: kjør AR-SENDINN først", "Ei innsending er motteken og ikkje behandla: køyr AR-SENDINN først", "INFERRED from S1";
}

#[derive(Clone, Copy, Debug)]
pub struct Sak {
    pub innsendt: bool,
    /// A submission that AR-SENDINN has not looked at.
    pub venter: bool,
    pub obligatoriske: i64,
    pub besvart: i64,
}

impl Sak {
    pub fn figures(&self) -> String {
        format!("besvart={} av={}", self.besvart, self.obligatoriske)
    }
}

/// To act is to close, for the reason given.
pub fn decide(sak: &Sak) -> Verdict<Grunn, Grunn> {
    match sak {
        Sak { venter: true, .. } => Verdict::leave(Grunn::VenterPaInnsending),
        Sak { innsendt: true, .. } => Verdict::Act(Grunn::Innsendt),
        _ => Verdict::Act(Grunn::IkkeInnsendt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn det_som_er_mottatt_behandles_for_det_stenges() {
        let sak = Sak { innsendt: false, venter: false, obligatoriske: 8, besvart: 3 };
        assert_eq!(decide(&sak), Verdict::Act(Grunn::IkkeInnsendt));
        assert_eq!(decide(&Sak { innsendt: true, ..sak }), Verdict::Act(Grunn::Innsendt));
        assert_eq!(decide(&Sak { venter: true, ..sak }), Verdict::leave(Grunn::VenterPaInnsending));
        assert_eq!(sak.figures(), "besvart=3 av=8");
    }
}
