//! Årlig rapportering: a round's dates and questions, and what comes from VIGO Bedrift.

use super::refs::*;
use crate::domain::Dager;
use crate::intake::cell::{Cell, Sort};
use crate::intake::kind::{Kind, Once, PLAIN, Ref, Source, clears, finds, may, must, text};
use crate::intake::types::Type::{Bool, Date, Dates, Grunnkode, Ident, Linked, Number, Orgnr, Prose, Time};
use crate::manifest::Job;
use crate::routine::rapport::unfit_flere;

const AR: crate::intake::kind::Column = must("ar", Number(2000, 2099));
const FINDS_AR: crate::intake::kind::Column = finds("ar", Number(2000, 2099));

/// The days of the reminders after the second.
const FLERE: &str = "flere_paminninger";

/// The dates in the order they must come; the two reminders never on one day, nor the first on the day of the start.
const DATOER: [(&str, bool); 6] = [
    ("varsel", false),
    ("referansedato", false),
    ("kjoredato", false),
    ("paminning1", true),
    ("paminning2", true),
    ("svarfrist", false),
];

type Fault = (&'static str, String);

fn i_rekkefolge(_: &[Job], cell: &dyn Fn(&str) -> Cell) -> Option<Fault> {
    datoer(cell).or_else(|| flere(cell))
}

/// Further reminders come after the second, within the deadline, and there is a letter for each.
fn flere(cell: &dyn Fn(&str) -> Cell) -> Option<Fault> {
    let days = Dager::named(cell(FLERE).as_text()?)?;
    let (Cell::Date(paminning2), Cell::Date(svarfrist)) = (cell("paminning2"), cell("svarfrist")) else {
        return None;
    };
    unfit_flere(&days, paminning2, svarfrist).map(|why| (FLERE, why))
}

fn datoer(cell: &dyn Fn(&str) -> Cell) -> Option<Fault> {
    let date = |name: &str| match cell(name) {
        Cell::Date(day) => Some(day),
        _ => None,
    };
    DATOER.windows(2).find_map(|pair| {
        let ((before, _), (after, strictly)) = (pair[0], pair[1]);
        let (a, b) = (date(before)?, date(after)?);
        let wrong = if strictly { a >= b } else { a > b };
        wrong.then(|| (after, format!("must come {}after `{before}`", if strictly { "" } else { "on or " })))
    })
}

/// Empty is not told; of `flere_paminninger` it says that there are none.
pub const RAPPORT_RUNDE: Kind = Kind {
    name: "rapport_runde",
    about: "the dates of a yearly report's round; `ar` is the year reported on",
    table: "rapport_runde",
    key: &["ar"],
    columns: &[
        AR,
        must("varsel", Date),
        must("referansedato", Date),
        must("kjoredato", Date),
        must("paminning1", Date),
        must("paminning2", Date),
        must("svarfrist", Date),
        must("innlogging", Linked),
        may("lenke", Linked),
        clears(FLERE, Dates),
    ],
    computed: &[text("opphav", |_| Cell::text("VIGO"))],
    check: Some(i_rekkefolge),
    ..PLAIN
};

/// No column may be empty.
pub const RAPPORT_SPORSMAL: Kind = Kind {
    name: "rapport_sporsmal",
    about: "the questions of a round",
    table: "rapport_sporsmal",
    key: &["ar", "nr"],
    columns: &[
        AR,
        must("nr", Number(1, 999)),
        must("tekst_nb", Prose),
        must("tekst_nn", Prose),
        must("obligatorisk", Bool),
    ],
    refs: &[
        code("ar", "rapport_runde", "ar", "no round for this year; take in `rapport_runde` first"),
        NOT_ANSWERED,
    ],
    computed: &[text("opphav", |_| Cell::text("VIGO"))],
    ..PLAIN
};

/// An answer belongs to the words of its question: once there are answers, a round's questions stand.
const NOT_ANSWERED: Ref = Ref {
    name: "",
    from: ["ar", "nr", "tekst_nb", ""],
    source: Source::Join {
        get: "CAST(1 AS BIGINT)",
        join: "WHERE NOT EXISTS (SELECT 1 FROM rapport_svar sv JOIN rapport_skjema j ON j.id = sv.skjema_id WHERE j.ar = v.k0) \
               OR EXISTS (SELECT 1 FROM rapport_sporsmal q WHERE q.ar = v.k0 AND q.nr = v.k1 AND q.tekst_nb = v.k2 \
                 AND q.opphav = 'VIGO')",
    },
    sort: Sort::Int,
    stored: false,
    blame: "tekst_nb",
    missing: "the round has answers already, and its questions stand",
};

const TO_SKJEMA: Ref = Ref {
    name: "skjema_id",
    from: ["ar", "fylkesnr", "orgnr", "grunnkode"],
    source: Source::Join {
        get: "j.id",
        join: "JOIN rapport_skjema j ON j.ar = v.k0 AND j.fylkesnr = v.k1 AND j.orgnr = v.k2 AND j.grunnkode = v.k3",
    },
    sort: Sort::Int,
    stored: true,
    blame: "orgnr",
    missing: "no form for this company and lærefag; `AR-UTTREKK` makes the forms",
};

/// No column may be empty.
pub const RAPPORT_SVAR: Kind = Kind {
    name: "rapport_svar",
    about: "answers to the yearly report; the latest counts, and none changes when the report is sent in",
    table: "rapport_svar",
    key: &["skjema_id", "sporsmal_nr"],
    columns: &[
        FINDS_AR,
        FINDS_FYLKESNR,
        finds("orgnr", Orgnr),
        finds("grunnkode", Grunnkode),
        must("sporsmal_nr", Number(1, 999)),
        must("svar", Prose),
        must("svart_tid", Time),
    ],
    refs: &[TO_FYLKE, TO_SKJEMA, TO_SPORSMAL, STILL_OPEN],
    once_written: Once::KeepsWhen(&[("svar", STAR), ("svart_tid", STAR)]),
    latest: Some("svart_tid"),
    may_be_none: true,
    ..PLAIN
};

/// A later answer is there, or the form has been sent in.
const STAR: &str = "rapport_svar.svart_tid > excluded.svart_tid OR EXISTS (SELECT 1 FROM rapport_skjema j \
    WHERE j.id = rapport_svar.skjema_id AND j.innsendt_tid IS NOT NULL)";

const TO_SPORSMAL: Ref = Ref {
    name: "",
    from: ["ar", "sporsmal_nr", "", ""],
    source: Source::Join { get: "q.nr", join: "JOIN rapport_sporsmal q ON q.ar = v.k0 AND q.nr = v.k1" },
    sort: Sort::Int,
    stored: false,
    blame: "sporsmal_nr",
    missing: "the round has no question with this number; take in `rapport_sporsmal` first",
};

/// What the archive has is what was answered: another answer to a report that is sent in is told, not dropped.
const STILL_OPEN: Ref = Ref {
    name: "",
    from: ["skjema_id", "sporsmal_nr", "svar", "svart_tid"],
    source: Source::Join {
        get: "j.id",
        join: "JOIN rapport_skjema j ON j.id = v.k0 AND (j.innsendt_tid IS NULL OR EXISTS (SELECT 1 FROM rapport_svar sv \
               WHERE sv.skjema_id = j.id AND sv.sporsmal_nr = v.k1 AND (sv.svar = v.k2 OR sv.svart_tid > v.k3)))",
    },
    sort: Sort::Int,
    stored: false,
    blame: "svar",
    missing: "the report is sent in, with another answer, and that one stands",
};

/// An id belongs to one form, one sender and one instant for ever.
const ONE_FORM: Ref = Ref {
    name: "",
    from: ["innsending_id", "skjema_id", "person_id", "mottatt_tid"],
    source: Source::Join {
        get: "CAST(1 AS BIGINT)",
        join: "LEFT JOIN rapport_innsending i ON i.innsending_id = v.k0 \
               WHERE i.id IS NULL OR (i.skjema_id = v.k1 AND i.person_id = v.k2 AND i.mottatt_tid = v.k3)",
    },
    sort: Sort::Int,
    stored: false,
    blame: "innsending_id",
    missing: "this id is taken in already, with another form, sender or time",
};

/// No column may be empty.
pub const RAPPORT_INNSENDING: Kind = Kind {
    name: "rapport_innsending",
    about: "«Send inn» from VIGO Bedrift; one once taken in never changes",
    table: "rapport_innsending",
    key: &["innsending_id"],
    columns: &[
        must("innsending_id", Ident),
        FINDS_AR,
        FINDS_FYLKESNR,
        finds("orgnr", Orgnr),
        finds("grunnkode", Grunnkode),
        FNR,
        must("mottatt_tid", Time),
    ],
    refs: &[TO_FYLKE, TO_PERSON, TO_SKJEMA, ONE_FORM],
    once_written: Once::NothingChanges,
    may_be_none: true,
    ..PLAIN
};
