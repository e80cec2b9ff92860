-- A letter of the round: one row a faglig leder of a contract behind a form of the county; `gjort`: they have had it.
-- $1 county, $2 year reported on, $3 which letter.
SELECT DISTINCT k.faglig_leder_person_id AS id,
  EXISTS (SELECT 1 FROM rapport_varsel rv
    WHERE rv.ar = j.ar AND rv.fylkesnr = j.fylkesnr AND rv.person_id = k.faglig_leder_person_id AND rv.varsel = $3) AS gjort
FROM rapport_skjema j
JOIN rapport_kontrakt rk ON rk.skjema_id = j.id
JOIN kontrakt k ON k.id = rk.kontrakt_id
WHERE j.fylkesnr = $1 AND j.ar = $2 AND k.faglig_leder_person_id IS NOT NULL
ORDER BY 1
