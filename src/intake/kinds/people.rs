//! People and what they have applied for.

use super::refs::*;
use crate::intake::cell::{Cell, Sort};
use crate::intake::kind::{Computed, Empty, Kind, Once, PLAIN, clears, may, may_find, must, or, text};
use crate::intake::types::Type::{
    Bool, Code, Date, Digits, Epost, Fodselsnummer, Fylkesnr, JaNei, Kommunenr, Mobil, Navn, Number, OneOf,
    Orgnr, Programomrade, Skolear,
};

fn status_or_first(cell: &dyn Fn(&str) -> Cell) -> Cell {
    match (cell("status"), cell("onsketype").as_text()) {
        (Cell::Null, Some("LARE")) => Cell::text("SFORM"),
        (Cell::Null, _) => Cell::text("SBEHA"),
        (given, _) => given,
    }
}

/// Empty is not told: no cell of a person is wiped, and the protection of an address is lifted by a no only.
pub const PERSON: Kind = Kind {
    name: "person",
    about: "persons; `tidligere_ident` is the D-number a fødselsnummer comes after",
    table: "person",
    key: &["fodselsnummer"],
    columns: &[
        must("fodselsnummer", Fodselsnummer),
        must("fornavn", Navn),
        must("etternavn", Navn),
        may("fodselsdato", Date),
        may("epost", Epost),
        may("mobil", Mobil),
        may("malform", OneOf(MALFORM)),
        or(Empty::KeepsOrNo, "adressesperre", Bool),
        may("hjemsted_fylkesnr", Fylkesnr),
        may("kommunenr", Kommunenr),
        may_find("tidligere_ident", Fodselsnummer),
    ],
    computed: &[
        Computed { name: "ident", sort: Sort::Text, stored: false, make: |cell| cell("fodselsnummer") },
        Computed { name: "number_before", sort: Sort::Text, stored: false, make: |_| Cell::Null },
    ],
    is_person: true,
    protection: Some("adressesperre"),
    ..PLAIN
};

/// Empty: `tom` is open; `valgt_kap5` is not told.
pub const PERSON_RETT: Kind = Kind {
    name: "person_rett",
    about: "rights to upper secondary training",
    table: "person_rett",
    key: &["person_id", "rett", "fom"],
    columns: &[
        FNR,
        must("rett", OneOf(&["UNGDOMSRETT", "VOKSENRETT", "FULLFORINGSRETT", "REKVALIFISERING"])),
        must("fom", Date),
        clears("tom", Date),
        or(Empty::KeepsOrNo, "valgt_kap5", Bool),
    ],
    refs: &[TO_PERSON],
    ..PLAIN
};

/// Empty is not told; who has failed nothing has 0.
pub const ELEVKURS: Kind = Kind {
    name: "elevkurs",
    about: "school courses attended, with what was failed",
    table: "elevkurs",
    key: &["person_id", "skolear", "skolenr", "programomrade"],
    columns: &[
        FNR,
        must("skolear", Skolear),
        must("skolenr", Digits(5)),
        must("programomrade", Programomrade),
        must("fullfort", Bool),
        or(Empty::KeepsOrZero, "fag_stryk_programfag", Number(0, 99)),
        or(Empty::KeepsOrZero, "fag_stryk_fellesfag", Number(0, 99)),
        or(Empty::KeepsOrZero, "fag_iv", Number(0, 99)),
        or(Empty::KeepsOrNo, "avsluttende_kompetanse", Bool),
        may("bevistype", Code),
    ],
    refs: &[TO_PERSON, TO_SKOLE, TO_OMRADE, kode("bevistype", "bevistype")],
    ..PLAIN
};

/// Empty: `frist_unntak` is none, for there is no other word for that; all else is not told.
pub const SOKER: Kind = Kind {
    name: "soker",
    about: "applicants of a county and year",
    table: "soker",
    key: &["fylkesnr", "soknadsar", "person_id"],
    columns: &[
        FYLKESNR,
        SOKNADSAR,
        FNR,
        may("avgiverskole", Digits(5)),
        or(Empty::KeepsOrNo, "er_larekandidat", Bool),
        or(Empty::KeepsOrYes, "aktiv", Bool),
        may("kvalifisert", JaNei),
        may("folkereg_fylke_1mars", Fylkesnr),
        may("mottatt_dato", Date),
        clears("frist_unntak", OneOf(&["IKKE_BESTATT_PROVE", "OT"])),
        or(Empty::KeepsOrNo, "flytting_dokumentert", Bool),
        may("poeng_hundredeler", Number(0, 100_000)),
    ],
    refs: &[
        TO_FYLKE,
        TO_PERSON,
        code("avgiverskole", "skole", "skolenr", "no skole with this number; take in `skole` first"),
    ],
    ..PLAIN
};

/// 5A122 has rewritten the wish by then.
const OVERFORT: &str = "EXISTS (SELECT 1 FROM forslag f WHERE f.onske_id = onske.id AND f.forslagstype = 'VG3' \
    AND f.overfort IS NOT NULL)";

/// Empty: no school, no company agreed with, as a wish that is changed has; `laast` is not told. Of `status` see below.
pub const ONSKE: Kind = Kind {
    name: "onske",
    about: "applicants' wishes; the status of a wish for a læreplass is taken only when the wish is new",
    table: "onske",
    key: &["soker_id", "onskenr"],
    columns: &[
        FINDS_FYLKESNR,
        FINDS_SOKNADSAR,
        FNR,
        must("onskenr", Number(1, 99)),
        must("onsketype", OneOf(&["SKOLE", "LARE"])),
        must("programomrade", Programomrade),
        clears("skolenr", Digits(5)),
        clears("avtalt_bedrift_orgnr", Orgnr),
        may_find("status", Code),
        or(Empty::KeepsOrNo, "laast", Bool),
    ],
    refs: &[TO_FYLKE, FINDS_PERSON, TO_SOKER, TO_OMRADE, TO_SKOLE, kode("status", "onskestatus")],
    computed: &[text("status", status_or_first)],
    once_written: Once::KeepsWhen(&[
        // The routines' own. Of a school wish Inntak says the status, a cell that is empty says nothing.
        ("status", "onske.onsketype = 'LARE' OR excluded.status = 'SBEHA'"),
        ("programomrade", OVERFORT),
        ("skolenr", OVERFORT),
    ]),
    ..PLAIN
};

/// Empty: `gyldig_tom` is open.
pub const ANSATT_ROLLE: Kind = Kind {
    name: "ansatt_rolle",
    about: "persons' roles in a company",
    table: "ansatt_rolle",
    key: &["person_id", "fylkesnr", "orgnr", "rolle", "gyldig_fom"],
    columns: &[
        FNR,
        FYLKESNR,
        must("orgnr", Orgnr),
        must("rolle", OneOf(&["FAGLIG_LEDER", "DAGLIG_LEDER", "ADMINISTRATOR", "INSTRUKTOR"])),
        must("gyldig_fom", Date),
        clears("gyldig_tom", Date),
    ],
    refs: &[TO_PERSON, TO_FYLKE, bedrift("orgnr")],
    ..PLAIN
};
