//! The kinds, in the order a folder is taken in: what is referred to comes before what refers.

mod people;
mod places;
mod proceedings;
mod rapport;
mod refs;

use super::kind::Kind;

pub static KINDS: &[Kind] = &[
    places::PROGRAMOMRADE,
    places::SKOLE,
    places::BEDRIFT,
    people::PERSON,
    people::PERSON_RETT,
    people::ELEVKURS,
    people::SOKER,
    people::ONSKE,
    places::MEDLEMSKAP,
    places::BEDRIFTSKURS,
    people::ANSATT_ROLLE,
    proceedings::KONTRAKT,
    proceedings::KONTRAKT_AVBRUDD,
    proceedings::PROVE,
    proceedings::BEDRIFTSFORSLAG,
    places::SKOLETILBUD,
    places::FYLKE_PARAMETER,
    places::ARKIVHENDELSE_OPPSETT,
    proceedings::WEBSVAR,
    proceedings::FYLKESVAR,
    proceedings::VARSLET,
    rapport::RAPPORT_RUNDE,
    rapport::RAPPORT_SPORSMAL,
    rapport::RAPPORT_SVAR,
    rapport::RAPPORT_INNSENDING,
];
