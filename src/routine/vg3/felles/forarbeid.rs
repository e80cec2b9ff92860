//! What each step of the chain makes for the next.

use crate::attempt::Forarbeid;

pub static TILBUD: Forarbeid = Forarbeid {
    made_by: "5A115",
    is_there: "SELECT 1 FROM soker s JOIN onske o ON o.soker_id = s.id JOIN forslag f ON f.onske_id = o.id \
               WHERE s.fylkesnr = $1 AND s.soknadsar = $2 AND f.forslagstype = 'VG3'",
};

pub static PLASSER: Forarbeid = Forarbeid {
    made_by: "5A120",
    is_there: "SELECT 1 FROM soker s JOIN onske o ON o.soker_id = s.id JOIN forslag f ON f.onske_id = o.id \
               WHERE s.fylkesnr = $1 AND s.soknadsar = $2 AND f.forslagstype = 'VG3' \
               AND (f.status = 'TILBSK' OR f.overfort IS NOT NULL)",
};

/// Of any year: who is put up for a test began the year before.
pub static KONTRAKTER: Forarbeid = Forarbeid {
    made_by: "5A106",
    is_there: "SELECT 1 FROM kontrakt WHERE fylkesnr = $1 AND kontraktstype = 'E' AND $2 > 0",
};
