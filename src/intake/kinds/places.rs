//! Places, companies and what a county sets.

use super::refs::*;
use crate::domain::{Hendelse, programomrade};
use crate::intake::cell::Cell;
use crate::intake::kind::{Empty, Kind, PLAIN, clears, may, must, or, text};
use crate::intake::types::Type::{
    Bool, Date, Digits, Epost, Grunnkode, Ident, Kommunenr, Number, OneOf, Orgnr, Programomrade, Skolear,
    Text,
};
use crate::manifest::{Job, unfit};

fn of_kode(cell: &dyn Fn(&str) -> Cell, part: fn(&str) -> Option<&str>) -> Cell {
    cell("kode").as_text().and_then(part).map_or(Cell::Null, Cell::text)
}

/// One that is to be taken away need not be right: that may be why.
fn parameter(jobs: &[Job], cell: &dyn Fn(&str) -> Cell) -> Option<(&'static str, String)> {
    let text = |name: &str| cell(name).as_text().map(str::to_owned);
    let Cell::Int(year) = cell("soknadsar") else { return None };
    let unfit = unfit(jobs, (&text("fylkesnr")?, year), &text("navn")?, &text("verdi")?)?;
    Some((unfit.column, unfit.reason))
}

/// Empty: the days of validity are open; `fstype` is not told.
pub const PROGRAMOMRADE: Kind = Kind {
    name: "programomrade",
    about: "programområder of VIGO; a county's list wins over the one shipped",
    table: "programomrade",
    key: &["kode"],
    columns: &[
        must("kode", Programomrade),
        must("navn_nb", Text),
        must("navn_nn", Text),
        must("sted", OneOf(&["skole", "bedrift"])),
        must("avsluttende_kompetanse", Bool),
        may("fstype", OneOf(&["F", "S"])),
        must("er_avviksfag", Bool),
        clears("gyldig_fom", Date),
        clears("gyldig_tom", Date),
    ],
    computed: &[
        text("grunnkode", |cell| of_kode(cell, |k| Some(programomrade::grunnkode(k)))),
        text("kategori", |cell| of_kode(cell, |k| k.get(6..))),
        text("niva", |cell| of_kode(cell, |k| k.get(5..6))),
        text("opphav", |_| Cell::text("VIGO")),
    ],
    ..PLAIN
};

/// Empty is not told.
pub const SKOLE: Kind = Kind {
    name: "skole",
    about: "schools",
    table: "skole",
    key: &["skolenr"],
    columns: &[
        must("skolenr", Digits(5)),
        may("orgnr", Orgnr),
        must("navn", Text),
        FYLKESNR,
        may("kommunenr", Kommunenr),
        may("epost", Epost),
        may("malform", OneOf(MALFORM)),
    ],
    refs: &[TO_FYLKE],
    ..PLAIN
};

/// Empty is not told.
pub const BEDRIFT: Kind = Kind {
    name: "bedrift",
    about: "companies and training offices",
    table: "bedrift",
    key: &["orgnr"],
    columns: &[
        must("orgnr", Orgnr),
        must("navn", Text),
        or(Empty::KeepsOrNo, "er_samarbeidsorgan", Bool),
        may("epost", Epost),
    ],
    ..PLAIN
};

/// Empty: `tom` is open.
pub const MEDLEMSKAP: Kind = Kind {
    name: "medlemskap",
    about: "companies in a training office",
    table: "medlemskap",
    key: &["samarbeidsorgan_orgnr", "bedrift_orgnr", "fom"],
    columns: &[
        must("samarbeidsorgan_orgnr", Orgnr),
        must("bedrift_orgnr", Orgnr),
        must("fom", Date),
        clears("tom", Date),
    ],
    refs: &[bedrift("samarbeidsorgan_orgnr"), bedrift("bedrift_orgnr")],
    may_be_none: true,
    ..PLAIN
};

/// Empty: `godkjent_tom` is open.
pub const BEDRIFTSKURS: Kind = Kind {
    name: "bedriftskurs",
    about: "trades a company is approved for",
    table: "bedriftskurs",
    key: &["fylkesnr", "orgnr", "grunnkode", "godkjent_fom"],
    columns: &[
        FYLKESNR,
        must("orgnr", Orgnr),
        must("grunnkode", Grunnkode),
        must("godkjent_fom", Date),
        clears("godkjent_tom", Date),
    ],
    refs: &[TO_FYLKE, bedrift("orgnr")],
    ..PLAIN
};

/// Empty is not told.
pub const SKOLETILBUD: Kind = Kind {
    name: "skoletilbud",
    about: "places in Vg3 in school",
    table: "skoletilbud",
    key: &["skolear", "skolenr", "grunnkode"],
    columns: &[
        FYLKESNR,
        must("skolear", Skolear),
        must("skolenr", Digits(5)),
        must("grunnkode", Grunnkode),
        must("kapasitet", Number(0, 100_000)),
        may("oppstart", Date),
    ],
    refs: &[TO_FYLKE, TO_SKOLE],
    ..PLAIN
};

/// Empty: `verdi` takes the row away.
pub const FYLKE_PARAMETER: Kind = Kind {
    name: "fylke_parameter",
    about: "a county's parameters of a year, named as `5A115.svarfrist_dager`; an empty `verdi` takes one away",
    table: "fylke_parameter",
    key: &["fylkesnr", "soknadsar", "navn"],
    columns: &[FYLKESNR, SOKNADSAR, must("navn", Ident), must("verdi", Text)],
    refs: &[TO_FYLKE],
    empty_removes: Some("verdi"),
    check: Some(parameter),
    may_be_none: true,
    ..PLAIN
};

/// No column may be empty.
pub const ARKIVHENDELSE_OPPSETT: Kind = Kind {
    name: "arkivhendelse_oppsett",
    about: "which events make a document for the archive",
    table: "arkivhendelse_oppsett",
    key: &["fylkesnr", "hendelse"],
    columns: &[
        FYLKESNR,
        must("hendelse", OneOf(Hendelse::CODES)),
        must("aktiv", Bool),
        must("dokumenttype", Ident),
        must("tittel_nb", Text),
        must("tittel_nn", Text),
    ],
    refs: &[TO_FYLKE],
    may_be_none: true,
    ..PLAIN
};
