//! One county's folder: a CSV file per kind, opened when its first row comes.

use std::collections::BTreeMap;
use std::fs::{File, create_dir_all};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The kinds and those of their columns that are written, by the names that intake has for them; the bytes of what is generated must not
/// move with every column that a kind is given.
const KOLONNER: &[(&str, &[&str])] = &[
    ("ansatt_rolle", &["fodselsnummer", "fylkesnr", "orgnr", "rolle", "gyldig_fom", "gyldig_tom"]),
    ("arkivhendelse_oppsett", &["fylkesnr", "hendelse", "aktiv", "dokumenttype", "tittel_nb", "tittel_nn"]),
    ("bedrift", &["orgnr", "navn", "er_samarbeidsorgan", "epost"]),
    (
        "bedriftsforslag",
        &[
            "fylkesnr",
            "soknadsar",
            "fodselsnummer",
            "onskenr",
            "runde",
            "orgnr",
            "status",
            "opprettet",
            "avslag",
        ],
    ),
    ("bedriftskurs", &["fylkesnr", "orgnr", "grunnkode", "godkjent_fom", "godkjent_tom"]),
    (
        "elevkurs",
        &[
            "fodselsnummer",
            "skolear",
            "skolenr",
            "programomrade",
            "fullfort",
            "fag_stryk_programfag",
            "fag_stryk_fellesfag",
            "fag_iv",
            "avsluttende_kompetanse",
            "bevistype",
        ],
    ),
    ("fylke_parameter", &["fylkesnr", "soknadsar", "navn", "verdi"]),
    (
        "kontrakt",
        &[
            "fylkesnr",
            "kontraktsnr",
            "fodselsnummer",
            "kontraktstype",
            "programomrade",
            "ansvarlig_part_orgnr",
            "skolenr",
            "bedrift_orgnr",
            "faglig_leder_fodselsnummer",
            "laretid_fra",
            "laretid_til",
            "netto_laretid_mnd",
            "tillegg_mnd",
            "tillegg_meropplaring",
            "godkjent_dato",
            "avsluttet_dato",
            "avslutningskode",
            "hevet_av",
        ],
    ),
    ("kontrakt_avbrudd", &["fylkesnr", "kontraktsnr", "fra", "til"]),
    ("medlemskap", &["samarbeidsorgan_orgnr", "bedrift_orgnr", "fom", "tom"]),
    (
        "onske",
        &[
            "fylkesnr",
            "soknadsar",
            "fodselsnummer",
            "onskenr",
            "onsketype",
            "programomrade",
            "skolenr",
            "avtalt_bedrift_orgnr",
            "status",
            "laast",
        ],
    ),
    (
        "person",
        &[
            "fodselsnummer",
            "fornavn",
            "etternavn",
            "fodselsdato",
            "epost",
            "mobil",
            "malform",
            "adressesperre",
            "hjemsted_fylkesnr",
            "kommunenr",
        ],
    ),
    ("person_rett", &["fodselsnummer", "rett", "fom", "tom"]),
    (
        "prove",
        &[
            "fylkesnr",
            "kontraktsnr",
            "forsok_nr",
            "provekategori",
            "brevtype",
            "programomrade",
            "status",
            "provedato",
            "provestatus",
        ],
    ),
    (
        "rapport/januar/rapport_svar",
        &["ar", "fylkesnr", "orgnr", "grunnkode", "sporsmal_nr", "svar", "svart_tid"],
    ),
    (
        "rapport/januar/rapport_innsending",
        &["innsending_id", "ar", "fylkesnr", "orgnr", "grunnkode", "fodselsnummer", "mottatt_tid"],
    ),
    (
        "rapport/februar/rapport_svar",
        &["ar", "fylkesnr", "orgnr", "grunnkode", "sporsmal_nr", "svar", "svart_tid"],
    ),
    (
        "rapport/februar/rapport_innsending",
        &["innsending_id", "ar", "fylkesnr", "orgnr", "grunnkode", "fodselsnummer", "mottatt_tid"],
    ),
    ("skole", &["skolenr", "orgnr", "navn", "fylkesnr", "kommunenr", "epost", "malform"]),
    ("skoletilbud", &["fylkesnr", "skolear", "skolenr", "grunnkode", "kapasitet", "oppstart"]),
    (
        "soker",
        &[
            "fylkesnr",
            "soknadsar",
            "fodselsnummer",
            "avgiverskole",
            "er_larekandidat",
            "aktiv",
            "kvalifisert",
            "folkereg_fylke_1mars",
        ],
    ),
    (
        "svar/websvar",
        &[
            "websvar_id",
            "fylkesnr",
            "soknadsar",
            "fodselsnummer",
            "onskenr",
            "runde",
            "gjelder",
            "svar",
            "mottatt_tid",
        ],
    ),
];

pub struct Bok {
    mappe: PathBuf,
    ark: BTreeMap<&'static str, (PathBuf, csv::Writer<File>)>,
}

impl Bok {
    pub fn ny(mappe: &Path) -> Self {
        Bok { mappe: mappe.to_owned(), ark: BTreeMap::new() }
    }

    /// Writes one row; the cells stand in the order of the kind's columns.
    pub fn rad(&mut self, kind: &'static str, celler: &[&str]) -> Result<()> {
        if !self.ark.contains_key(kind) {
            let opened = self.apne(kind)?;
            self.ark.insert(kind, opened);
        }
        let (path, ark) = self.ark.get_mut(kind).expect("opened above");
        ark.write_record(celler).with_context(|| format!("cannot write `{}`", path.display()))
    }

    fn apne(&self, kind: &'static str) -> Result<(PathBuf, csv::Writer<File>)> {
        let path = self.mappe.join(format!("{kind}.csv"));
        let cannot = || format!("cannot write `{}`", path.display());
        create_dir_all(path.parent().unwrap_or(&self.mappe)).with_context(cannot)?;
        let file = File::create(&path).with_context(cannot)?;
        let mut ark = csv::WriterBuilder::new().delimiter(b';').buffer_capacity(1 << 16).from_writer(file);
        let (_, kolonner) =
            KOLONNER.iter().find(|(k, _)| *k == kind).expect("every kind written has its columns");
        ark.write_record(*kolonner).with_context(cannot)?;
        Ok((path, ark))
    }

    /// Everything on disk; the paths in order.
    pub fn lukk(self) -> Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for (path, mut ark) in self.ark.into_values() {
            ark.flush().with_context(|| format!("cannot write `{}`", path.display()))?;
            paths.push(path);
        }
        Ok(paths)
    }
}

#[cfg(test)]
mod tests {
    use super::KOLONNER;
    use crate::intake::kinds;

    #[test]
    fn what_is_written_is_of_its_kind_and_lacks_nothing_required() {
        for (file, written) in KOLONNER {
            let name = file.rsplit('/').next().unwrap();
            let kind = kinds().iter().find(|k| k.name == name).unwrap_or_else(|| panic!("{name} is no kind"));
            for column in *written {
                assert!(kind.columns.iter().any(|c| c.name == *column), "{file}: `{column}`");
            }
            for column in kind.columns.iter().filter(|c| c.required) {
                assert!(written.contains(&column.name), "{file} lacks `{}`", column.name);
            }
        }
    }
}
