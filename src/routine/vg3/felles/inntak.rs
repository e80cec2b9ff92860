//! What 5A115 judges applicants by: without it each would be left for a reason that is not theirs.

use crate::attempt::Inntak;

pub static ONSKER: Inntak = Inntak {
    called: "wishes",
    file: "onske.csv",
    is_there: "SELECT 1 FROM soker s JOIN onske o ON o.soker_id = s.id WHERE s.fylkesnr = $1 AND s.soknadsar = $2",
};

pub static RETTER: Inntak = Inntak {
    called: "applicants' rights",
    file: "person_rett.csv",
    is_there: "SELECT 1 FROM soker s JOIN person_rett pr ON pr.person_id = s.person_id \
               WHERE s.fylkesnr = $1 AND s.soknadsar = $2",
};

pub static SKOLEGANG: Inntak = Inntak {
    called: "applicants' schooling",
    file: "elevkurs.csv",
    is_there: "SELECT 1 FROM soker s JOIN elevkurs e ON e.person_id = s.person_id \
               WHERE s.fylkesnr = $1 AND s.soknadsar = $2",
};
