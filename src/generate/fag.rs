//! The fag of the synthetic counties: real codes, each with the school years it builds on.

/// The Vg1 and the Vg2 that lead to a lærefag. Særløp has no Vg2.
#[derive(Clone, Copy, Debug)]
pub struct Fag {
    pub vg1: &'static str,
    pub vg2: Option<&'static str>,
    /// Grunnkode of the lærefag.
    pub vg3: &'static str,
    pub bransje: &'static str,
}

const fn fag(vg1: &'static str, vg2: &'static str, vg3: &'static str, bransje: &'static str) -> Fag {
    Fag { vg1, vg2: Some(vg2), vg3, bransje }
}

const fn sarlop(vg1: &'static str, vg3: &'static str, bransje: &'static str) -> Fag {
    Fag { vg1, vg2: None, vg3, bransje }
}

/// Neighbours belong to different utdanningsprogram: `BYGGER_IKKE_PA` wishes for the next one.
pub const VANLIGE: [Fag; 24] = [
    fag("BABAT1----", "BATMF2----", "BATMF3", "Bygg"),
    fag("ELELE1----", "ELELE2----", "ELELE3", "Elektro"),
    fag("HSHSF1----", "HSHEA2----", "HSHEA3", "Omsorg"),
    fag("TPTIP1----", "TPPIN2----", "TPIME3", "Mekanikk"),
    fag("RMRMF1----", "RMKOS2----", "RMKOK3", "Kjøkken"),
    fag("SRSSR1----", "SRSSR2----", "SRSLG3", "Handel"),
    fag("HSHSF1----", "HSBUA2----", "HSBUA3", "Barnehage"),
    fag("BABAT1----", "BARLF2----", "BARLF3", "Rør"),
    fag("FDFBI1----", "FDFRI2----", "FDFRI3", "Frisør"),
    fag("TPTIP1----", "TPKJT2----", "TPBMK3", "Bil"),
    fag("IMIKM1----", "IMITK2----", "IMITD3", "Data"),
    fag("NANAB1----", "NAAKV2----", "NAAKV3", "Havbruk"),
    fag("TPTIP1----", "TPTOL2----", "TPLOG3", "Transport"),
    fag("BABAT1----", "BAANL2----", "BAAMF3", "Anlegg"),
    fag("ELELE1----", "ELELE2----", "ELEMO3", "Kraft"),
    fag("DTDTH1----", "DTBBF2----", "DTTRB3", "Båt"),
    fag("TPTIP1----", "TPPIN2----", "TPCNC3", "Verksted"),
    fag("BABAT1----", "BAOFT2----", "BAMOT3", "Maling"),
    fag("RMRMF1----", "RMMPR2----", "RMSMP3", "Sjømat"),
    fag("TPTIP1----", "TPMAR2----", "TPMTS3", "Rederi"),
    fag("IMIKM1----", "IMMED2----", "IMMDF3", "Medie"),
    fag("HSHSF1----", "HSAMB2----", "HSAMB3", "Ambulanse"),
    fag("ELELE1----", "ELKVV2----", "ELKVP3", "Kulde"),
    fag("NANAB1----", "NALGA2----", "NAGAR3", "Gartneri"),
];

pub const SARLOP: [Fag; 3] = [
    sarlop("BABAT1----", "BASBF3", "Stillas"),
    sarlop("BABAT1----", "BAROF3", "Renhold"),
    sarlop("BABAT1----", "BAGLA3", "Glass"),
];

/// More applicants than places.
pub const KNAPP: Fag = fag("RMRMF1----", "RMBAK2----", "RMKON3", "Konditori");
/// No school has it.
pub const UTEN_TILBUD: Fag = fag("DTDTH1----", "DTSTH2----", "DTBUN3", "Bunad");
/// The school has not said when it starts.
pub const UTEN_OPPSTART: Fag = fag("TPTIP1----", "TPKPL2----", "TPLAB3", "Laboratorium");
/// Three years in school, then value creation.
pub const AVVIK: Fag = fag("ELELE1----", "ELAUT2----", "ELAUT3", "Automasjon");
/// Ends in school: there is no code for fagopplæring i skole.
pub const UTEN_KODE: Fag = fag("HSHSF1----", "HSHES2----", "HSHSE3", "Helseservice");

/// Lærefag with a modulstrukturert læreplan (FACT S6).
pub const MODUL: [&str; 6] = ["BARLF3", "BAMOT3", "HSHEA3", "RMKOK3", "SRSLG3", "TPLOG3"];

impl Fag {
    /// The last course in school before the lærefag.
    pub fn siste(&self) -> &'static str {
        self.vg2.unwrap_or(self.vg1)
    }

    /// The code of ten that one applies for.
    pub fn kode(&self) -> String {
        format!("{}----", self.vg3)
    }
}
