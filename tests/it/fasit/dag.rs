//! One run: its county, date and instant, and every parameter that the rules name.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

#[derive(Clone, Debug)]
pub struct Dag {
    pub fylke: String,
    pub asof: NaiveDate,
    pub at: NaiveDateTime,
    pub p: Parametre,
}

#[derive(Clone, Debug)]
pub struct Parametre {
    pub krev_folkeregistrert: bool,
    pub krev_rett: Vec<&'static str>,
    pub uten_rett_ved_plass: bool,
    pub nei_utelukker: bool,
    pub nei_intervju: bool,
    pub larekandidat: bool,
    pub krev_frist: &'static str,
    pub avviksfag: bool,
    pub avviksfag_fagprove: bool,
    pub avviksfag_fra: &'static str,
    pub ukval_regel: &'static str,
    pub fellesfag_stryk_max: i64,
    pub svarfrist: &'static str,
    pub svarfrist_dato: &'static str,
    pub svarfrist_dager: i64,
    pub fylkets_svar_gar_foran: bool,
    pub beregn_ukval2: bool,
    pub ukvalifisert_ut: &'static str,
    pub annet_fylke_ut: &'static str,
    pub uten_rett_ut: &'static str,
    pub uten_rett_omfatter: &'static str,
    pub ubesvart: &'static str,
    pub ubesvart_kode: &'static str,
    pub varslet_dager_min: i64,
    pub rekkefolge: Vec<&'static str>,
    pub blant_like: &'static str,
    pub lodd_fro: &'static str,
    pub for_frist: bool,
    pub oppstart_senest: &'static str,
    pub skolevalg: Vec<&'static str>,
    pub svarfrist_skole_dager: i64,
    pub krev_svar_tilbsk: bool,
    pub mv: bool,
    pub netto_laretid_mnd: u32,
}

impl Default for Parametre {
    /// What most counties go by; every run names its parameters, so that no manifest's default is leant on.
    fn default() -> Self {
        Parametre {
            krev_folkeregistrert: true,
            krev_rett: vec!["UNGDOMSRETT", "FULLFORINGSRETT", "VOKSENRETT"],
            uten_rett_ved_plass: false,
            nei_utelukker: true,
            nei_intervju: false,
            larekandidat: true,
            krev_frist: "nei",
            avviksfag: false,
            avviksfag_fagprove: false,
            avviksfag_fra: "09-01",
            ukval_regel: "national",
            fellesfag_stryk_max: 2,
            svarfrist: "",
            svarfrist_dato: "",
            svarfrist_dager: 7,
            fylkets_svar_gar_foran: false,
            beregn_ukval2: false,
            ukvalifisert_ut: "",
            annet_fylke_ut: "",
            uten_rett_ut: "",
            uten_rett_omfatter: "INGEN_RETT",
            ubesvart: "strykes",
            ubesvart_kode: "STRILÆ",
            varslet_dager_min: 3,
            rekkefolge: vec!["UNGDOMSRETT", "FULLFORINGSRETT", "VOKSENRETT"],
            blant_like: "svartid",
            lodd_fro: "",
            for_frist: false,
            oppstart_senest: "10-01",
            skolevalg: vec!["AVGIVERSKOLE", "SAMME_KOMMUNE", "LAVESTE_SKOLENR"],
            svarfrist_skole_dager: 0,
            krev_svar_tilbsk: false,
            mv: false,
            netto_laretid_mnd: 12,
        }
    }
}

fn liste(av: &[&str]) -> String {
    format!("[{}]", av.iter().map(|e| format!("\"{e}\"")).collect::<Vec<_>>().join(","))
}

impl Dag {
    pub fn ar(&self) -> i64 {
        i64::from(self.asof.year())
    }

    /// `MM-DD` of the søknadsår.
    pub fn i_aret(&self, mmdd: &str) -> NaiveDate {
        format!("{}-{mmdd}", self.ar()).parse().unwrap()
    }

    /// Has the county's day come? "" is never, "straks" is always.
    pub fn har_kommet(&self, dag: &str) -> bool {
        dag == "straks" || (!dag.is_empty() && self.asof >= self.i_aret(dag))
    }

    /// The school year: 1 August to 31 July.
    pub fn skolear(&self) -> (NaiveDate, NaiveDate) {
        let slutt = self.i_aret("07-31").with_year(self.asof.year() + 1).unwrap();
        (self.i_aret("08-01"), slutt)
    }

    /// The parameters of a job as `K=V`.
    pub fn parametre(&self, job: &str) -> Vec<String> {
        let p = &self.p;
        let par: Vec<(&str, String)> = match job {
            "5A115" => self.for_5a115(),
            "5A119" => vec![("fylkets_svar_gar_foran", p.fylkets_svar_gar_foran.to_string())],
            "5A114" => self.for_5a114(),
            "5A120" => vec![
                ("rekkefolge", liste(&p.rekkefolge)),
                ("blant_like", p.blant_like.into()),
                ("lodd_fro", p.lodd_fro.into()),
                ("for_frist", p.for_frist.to_string()),
                ("oppstart_senest", p.oppstart_senest.into()),
                ("skolevalg", liste(&p.skolevalg)),
                ("svarfrist_skole_dager", p.svarfrist_skole_dager.to_string()),
            ],
            "5A122" => vec![("krev_svar_tilbsk", p.krev_svar_tilbsk.to_string())],
            "5A106" => {
                vec![("mv", p.mv.to_string()), ("netto_laretid_mnd", p.netto_laretid_mnd.to_string())]
            }
            annen => panic!("no parameters of {annen}"),
        };
        par.into_iter().map(|(navn, verdi)| format!("{navn}={verdi}")).collect()
    }

    fn for_5a115(&self) -> Vec<(&'static str, String)> {
        let p = &self.p;
        vec![
            ("krev_folkeregistrert", p.krev_folkeregistrert.to_string()),
            ("krev_rett", liste(&p.krev_rett)),
            ("uten_rett_ved_plass", p.uten_rett_ved_plass.to_string()),
            ("nei_utelukker", p.nei_utelukker.to_string()),
            ("nei_intervju", p.nei_intervju.to_string()),
            ("larekandidat", p.larekandidat.to_string()),
            ("krev_frist", p.krev_frist.into()),
            ("avviksfag", p.avviksfag.to_string()),
            ("avviksfag_fagprove", p.avviksfag_fagprove.to_string()),
            ("avviksfag_fra", p.avviksfag_fra.into()),
            ("ukval_regel", p.ukval_regel.into()),
            ("fellesfag_stryk_max", p.fellesfag_stryk_max.to_string()),
            ("svarfrist", p.svarfrist.into()),
            ("svarfrist_dato", p.svarfrist_dato.into()),
            ("svarfrist_dager", p.svarfrist_dager.to_string()),
        ]
    }

    fn for_5a114(&self) -> Vec<(&'static str, String)> {
        let p = &self.p;
        vec![
            ("beregn_ukval2", p.beregn_ukval2.to_string()),
            ("ukval_regel", p.ukval_regel.into()),
            ("fellesfag_stryk_max", p.fellesfag_stryk_max.to_string()),
            ("ukvalifisert_ut", p.ukvalifisert_ut.into()),
            ("annet_fylke_ut", p.annet_fylke_ut.into()),
            ("uten_rett_ut", p.uten_rett_ut.into()),
            ("uten_rett_omfatter", p.uten_rett_omfatter.into()),
            ("ubesvart", p.ubesvart.into()),
            ("ubesvart_kode", p.ubesvart_kode.into()),
            ("varslet_dager_min", p.varslet_dager_min.to_string()),
            ("avviksfag_fagprove", p.avviksfag_fagprove.to_string()),
            ("avviksfag_fra", p.avviksfag_fra.into()),
        ]
    }
}
