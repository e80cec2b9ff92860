//! The columns that many kinds share, and the rows of other tables they refer to.

use crate::domain::Malform;
use crate::intake::cell::Sort;
use crate::intake::kind::{Column, Ref, Source, finds, must};
use crate::intake::types::Type::{Fodselsnummer, Fylkesnr, Number};

pub const MALFORM: &[&str] = Malform::CODES;

pub const FNR: Column = finds("fodselsnummer", Fodselsnummer);
pub const FYLKESNR: Column = must("fylkesnr", Fylkesnr);
pub const FINDS_FYLKESNR: Column = finds("fylkesnr", Fylkesnr);
pub const SOKNADSAR: Column = must("soknadsar", Number(2000, 2099));
pub const FINDS_SOKNADSAR: Column = finds("soknadsar", Number(2000, 2099));
pub const FINDS_ONSKENR: Column = finds("onskenr", Number(1, 99));

pub const fn code(
    column: &'static str,
    table: &'static str,
    key: &'static str,
    missing: &'static str,
) -> Ref {
    Ref {
        name: "",
        from: [column, "", "", ""],
        source: Source::Code { table, column: key },
        sort: Sort::Int,
        stored: false,
        blame: column,
        missing,
    }
}

pub const fn kode(column: &'static str, table: &'static str) -> Ref {
    code(column, table, "kode", "is not a code of its code table")
}

pub const TO_FYLKE: Ref = code("fylkesnr", "fylke", "fylkesnr", "no fylke with this number");
pub const TO_SKOLE: Ref =
    code("skolenr", "skole", "skolenr", "no skole with this number; take in `skole` first");
pub const TO_OMRADE: Ref = code(
    "programomrade",
    "programomrade",
    "kode",
    "no programområde with this code; take in `programomrade` first",
);

pub const fn bedrift(column: &'static str) -> Ref {
    code(column, "bedrift", "orgnr", "no bedrift with this organisasjonsnummer; take in `bedrift` first")
}

pub const fn person(name: &'static str, column: &'static str) -> Ref {
    Ref {
        name,
        from: [column, "", "", ""],
        source: Source::Join {
            get: "COALESCE(p.id, pi.person_id)",
            join: "LEFT JOIN person p ON p.fodselsnummer = v.k0 LEFT JOIN person_ident pi ON pi.ident = v.k0 \
                   WHERE COALESCE(p.id, pi.person_id) IS NOT NULL",
        },
        sort: Sort::Int,
        stored: true,
        blame: column,
        missing: "no person with this fødselsnummer; take in `person` first",
    }
}

pub const TO_PERSON: Ref = person("person_id", "fodselsnummer");
pub const FINDS_PERSON: Ref = Ref { stored: false, ..TO_PERSON };
pub const TO_SOKER: Ref = Ref {
    name: "soker_id",
    from: ["fylkesnr", "soknadsar", "person_id", ""],
    source: Source::Join {
        get: "s.id",
        join: "JOIN soker s ON s.fylkesnr = v.k0 AND s.soknadsar = v.k1 AND s.person_id = v.k2",
    },
    sort: Sort::Int,
    stored: true,
    blame: "fodselsnummer",
    missing: "the person is no søker in this fylke and year; take in `soker` first",
};
pub const FINDS_SOKER: Ref = Ref { stored: false, ..TO_SOKER };
pub const TO_ONSKE: Ref = Ref {
    name: "onske_id",
    from: ["soker_id", "onskenr", "", ""],
    source: Source::Join { get: "o.id", join: "JOIN onske o ON o.soker_id = v.k0 AND o.onskenr = v.k1" },
    sort: Sort::Int,
    stored: true,
    blame: "onskenr",
    missing: "the søker has no ønske with this number; take in `onske` first",
};
pub const FINDS_ONSKE: Ref = Ref { stored: false, ..TO_ONSKE };
pub const TO_FORSLAG: Ref = Ref {
    name: "forslag_id",
    from: ["onske_id", "runde", "", ""],
    source: Source::Join {
        get: "f.id",
        join: "JOIN forslag f ON f.onske_id = v.k0 AND f.runde = v.k1 AND f.forslagstype = 'VG3'",
    },
    sort: Sort::Int,
    stored: true,
    blame: "runde",
    missing: "the ønske has no Vg3 forslag in this runde",
};
pub const ONSKETS_OMRADE: Ref = Ref {
    name: "programomrade",
    from: ["onske_id", "", "", ""],
    source: Source::Join { get: "o.programomrade", join: "JOIN onske o ON o.id = v.k0" },
    sort: Sort::Text,
    stored: true,
    blame: "onskenr",
    missing: "the søker has no ønske with this number; take in `onske` first",
};
pub const TO_KONTRAKT: Ref = Ref {
    name: "kontrakt_id",
    from: ["fylkesnr", "kontraktsnr", "", ""],
    source: Source::Join {
        get: "k.id",
        join: "JOIN kontrakt k ON k.fylkesnr = v.k0 AND k.kontraktsnr = v.k1",
    },
    sort: Sort::Int,
    stored: true,
    blame: "kontraktsnr",
    missing: "no kontrakt with this number; take in `kontrakt` first",
};
