//! Contracts, tests, proposals and answers.

use super::refs::*;
use crate::domain::{Avslatt, Bedriftsforslag, Behandlet, Trinn};
use crate::intake::cell::Cell;
use crate::intake::kind::{Empty, Kind, Once, PLAIN, clears, finds, may, may_find, must, or, text};
use crate::intake::types::Type::{
    Bool, Code, Date, Digits, Fodselsnummer, Ident, JaNei, Number, OneOf, Orgnr, Programomrade, Text, Time,
};

/// Empty: a party, a faglig leder or an end that the contract does not have (any more); months, `tillegg_meropplaring` and
/// `godkjent_dato` are not told.
pub const KONTRAKT: Kind = Kind {
    name: "kontrakt",
    about: "contracts of training",
    table: "kontrakt",
    key: &["fylkesnr", "kontraktsnr"],
    columns: &[
        FYLKESNR,
        must("kontraktsnr", Ident),
        FNR,
        must("kontraktstype", Code),
        must("programomrade", Programomrade),
        clears("ansvarlig_part_orgnr", Orgnr),
        clears("skolenr", Digits(5)),
        clears("bedrift_orgnr", Orgnr),
        may_find("faglig_leder_fodselsnummer", Fodselsnummer),
        must("laretid_fra", Date),
        must("laretid_til", Date),
        must("netto_laretid_mnd", Number(0, 600)),
        or(Empty::KeepsOrZero, "fradrag_mnd", Number(0, 600)),
        or(Empty::KeepsOrZero, "tillegg_mnd", Number(0, 600)),
        or(Empty::KeepsOrNo, "tillegg_meropplaring", Bool),
        may("godkjent_dato", Date),
        clears("avsluttet_dato", Date),
        clears("avslutningskode", Code),
        clears("hevet_av", Text),
    ],
    refs: &[
        TO_FYLKE,
        TO_PERSON,
        kode("kontraktstype", "kontraktstype"),
        TO_OMRADE,
        TO_SKOLE,
        person("faglig_leder_person_id", "faglig_leder_fodselsnummer"),
        kode("avslutningskode", "avslutningskode"),
    ],
    ordered: Some(("laretid_fra", "laretid_til")),
    ..PLAIN
};

/// Empty: `til` is open.
pub const KONTRAKT_AVBRUDD: Kind = Kind {
    name: "kontrakt_avbrudd",
    about: "breaks in a contract",
    table: "kontrakt_avbrudd",
    key: &["kontrakt_id", "fra"],
    columns: &[FINDS_FYLKESNR, finds("kontraktsnr", Ident), must("fra", Date), clears("til", Date)],
    refs: &[TO_FYLKE, TO_KONTRAKT],
    may_be_none: true,
    ..PLAIN
};

/// Empty: `provedato` is not set (any more); a result is not told.
pub const PROVE: Kind = Kind {
    name: "prove",
    about: "trade tests of a contract",
    table: "prove",
    key: &["kontrakt_id", "forsok_nr"],
    columns: &[
        FINDS_FYLKESNR,
        finds("kontraktsnr", Ident),
        must("forsok_nr", Number(1, 99)),
        must("provekategori", Code),
        must("brevtype", Code),
        must("programomrade", Programomrade),
        must("status", OneOf(&["UNDER_ARBEID", "KLARGJORT", "AVHOLDT"])),
        clears("provedato", Date),
        may("provestatus", Code),
    ],
    refs: &[
        TO_FYLKE,
        TO_KONTRAKT,
        kode("provekategori", "provekategori"),
        kode("brevtype", "brevtype"),
        TO_OMRADE,
        kode("provestatus", "provestatus"),
    ],
    may_be_none: true,
    ..PLAIN
};

/// Empty: `avslag` is none, as of a proposal that is no longer declined.
pub const BEDRIFTSFORSLAG: Kind = Kind {
    name: "bedriftsforslag",
    about: "proposals of an applicant to a company",
    table: "forslag",
    key: &["onske_id", "orgnr", "runde"],
    key_where: "forslagstype = 'BEDRIFT'",
    columns: &[
        FINDS_FYLKESNR,
        FINDS_SOKNADSAR,
        FNR,
        FINDS_ONSKENR,
        must("runde", Number(1, 99)),
        must("orgnr", Orgnr),
        must("status", OneOf(Bedriftsforslag::CODES)),
        must("opprettet", Date),
        clears("avslag", OneOf(Avslatt::CODES)),
    ],
    refs: &[TO_FYLKE, FINDS_PERSON, FINDS_SOKER, TO_ONSKE, ONSKETS_OMRADE, bedrift("orgnr")],
    computed: &[text("forslagstype", |_| Cell::text("BEDRIFT"))],
    once_written: Once::Keeps(&["programomrade", "forslagstype"]),
    may_be_none: true,
    ..PLAIN
};

/// No column may be empty.
pub const WEBSVAR: Kind = Kind {
    name: "websvar",
    about: "applicants' answers from the web; an answer once taken in never changes",
    table: "websvar",
    key: &["websvar_id"],
    columns: &[
        must("websvar_id", Ident),
        FINDS_FYLKESNR,
        FINDS_SOKNADSAR,
        FNR,
        FINDS_ONSKENR,
        finds("runde", Number(1, 99)),
        must("gjelder", OneOf(Trinn::CODES)),
        must("svar", JaNei),
        must("mottatt_tid", Time),
    ],
    refs: &[TO_FYLKE, FINDS_PERSON, FINDS_SOKER, FINDS_ONSKE, TO_FORSLAG],
    once_written: Once::NothingChanges,
    may_be_none: true,
    ..PLAIN
};

/// No column may be empty.
pub const FYLKESVAR: Kind = Kind {
    name: "fylkesvar",
    about: "answers the county records; judged with those from the web, by time",
    table: "fylkesvar",
    key: &["forslag_id", "gjelder", "svart_tid"],
    columns: &[
        FINDS_FYLKESNR,
        FINDS_SOKNADSAR,
        FNR,
        FINDS_ONSKENR,
        finds("runde", Number(1, 99)),
        must("gjelder", OneOf(Trinn::CODES)),
        must("svar", JaNei),
        must("svart_tid", Time),
    ],
    refs: &[TO_FYLKE, FINDS_PERSON, FINDS_SOKER, FINDS_ONSKE, TO_FORSLAG],
    computed: &[text("behandlet", |_| Cell::text(Behandlet::Ny.code()))],
    // One that is corrected is looked at again.
    once_written: Once::KeepsWhen(&[("behandlet", "fylkesvar.svar = excluded.svar")]),
    may_be_none: true,
    ..PLAIN
};

/// Empty is not told.
pub const VARSLET: Kind = Kind {
    name: "varslet",
    about: "that the county itself has told an applicant of an offer: the day, and how",
    table: "forslag_varslet",
    key: &["forslag_id", "gjelder"],
    columns: &[
        FINDS_FYLKESNR,
        FINDS_SOKNADSAR,
        FNR,
        FINDS_ONSKENR,
        finds("runde", Number(1, 99)),
        must("gjelder", OneOf(Trinn::CODES)),
        must("varslet", Date),
        may("mate", Ident),
    ],
    refs: &[TO_FYLKE, FINDS_PERSON, FINDS_SOKER, FINDS_ONSKE, TO_FORSLAG],
    may_be_none: true,
    ..PLAIN
};
