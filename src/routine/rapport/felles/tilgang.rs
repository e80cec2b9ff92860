//! Who may answer a form: a faglig leder of a contract behind it, who holds a valid role in the form's company on the day (FACT S1).
//! Everybody asks here: the letters of the round, AR-SENDINN, the forms that nobody may answer, and what people are shown.

use crate::attempt::Inntak;

/// Without any role nobody may answer, and none would be written to.
pub static ROLLER: Inntak = Inntak {
    called: "faglige ledere in the companies of the forms",
    file: "ansatt_rolle.csv",
    is_there: "SELECT 1 FROM rapport_skjema j JOIN ansatt_rolle ro ON ro.orgnr = j.orgnr AND ro.fylkesnr = j.fylkesnr \
               WHERE j.fylkesnr = $1 AND j.ar = $2 AND ro.rolle = 'FAGLIG_LEDER'",
};

/// Does `person` hold the role in the company `orgnr` of county `fylkesnr` on `dag`? Each is an SQL expression.
fn gyldig_rolle(person: &str, fylkesnr: &str, orgnr: &str, dag: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM ansatt_rolle ro
    WHERE ro.person_id = {person} AND ro.fylkesnr = {fylkesnr} AND ro.orgnr = {orgnr}
    AND ro.rolle = 'FAGLIG_LEDER' AND ro.gyldig_fom <= {dag} AND (ro.gyldig_tom IS NULL OR ro.gyldig_tom >= {dag}))"
    )
}

/// May the faglig leder of contract `k`, which stands behind form `j`, answer it on `$2`? The contract may have left the form's company
/// since.
pub fn kan_svare() -> String {
    gyldig_rolle("k.faglig_leder_person_id", "j.fylkesnr", "j.orgnr", "$2")
}

/// `FROM` and `WHERE`: the contracts `k` behind form `j` whose faglig leder may answer it on `$2`.
pub fn de_som_kan_svare() -> String {
    let kan_svare = kan_svare();
    format!(
        "FROM rapport_kontrakt rk JOIN kontrakt k ON k.id = rk.kontrakt_id
    WHERE rk.skjema_id = j.id AND {kan_svare}"
    )
}

/// Could whoever sent in `i` to form `j` answer it on `v.dag`? Also one who was written to in the round: who is replaced before the
/// file came in had sent in all the same.
pub fn kunne_svare() -> String {
    let gyldig_rolle = gyldig_rolle("i.person_id", "j.fylkesnr", "j.orgnr", "v.dag");
    format!(
        "{gyldig_rolle}
  AND EXISTS (
    SELECT 1 FROM rapport_kontrakt rk JOIN kontrakt k ON k.id = rk.kontrakt_id
    WHERE rk.skjema_id = j.id AND k.faglig_leder_person_id = i.person_id
    UNION ALL
    SELECT 1 FROM rapport_varsel rv
    WHERE rv.ar = j.ar AND rv.fylkesnr = j.fylkesnr AND rv.person_id = i.person_id)"
    )
}

/// Before there is a form: would the faglig leder of contract `k` be one who may, in the contract's own company?
pub(super) fn ville_kunne_svare() -> String {
    gyldig_rolle("k.faglig_leder_person_id", "k.fylkesnr", "k.bedrift_orgnr", "$2")
}
