-- AR-SENDINN: one row a submission that has not been looked at and a role that its sender has held in the company: of whoever
-- is faglig leder on a contract behind the form, or was written to in the round. One who is replaced before the file came in
-- had sent in all the same. Of others one row, without a role.
-- $1 forms, $2 the instant up to which submissions are read.
SELECT i.id, i.skjema_id, i.person_id, i.mottatt_tid, i.grunn, ro.gyldig_fom, ro.gyldig_tom
FROM rapport_innsending i
JOIN rapport_skjema j ON j.id = i.skjema_id
LEFT JOIN ansatt_rolle ro ON ro.person_id = i.person_id AND ro.fylkesnr = j.fylkesnr AND ro.orgnr = j.orgnr
  AND ro.rolle = 'FAGLIG_LEDER'
  AND EXISTS (
    SELECT 1 FROM rapport_kontrakt rk JOIN kontrakt k ON k.id = rk.kontrakt_id
    WHERE rk.skjema_id = j.id AND k.faglig_leder_person_id = i.person_id
    UNION ALL
    SELECT 1 FROM rapport_varsel rv
    WHERE rv.ar = j.ar AND rv.fylkesnr = j.fylkesnr AND rv.person_id = i.person_id)
WHERE i.skjema_id = ANY($1) AND i.behandlet = 'NY' AND i.mottatt_tid < $2
ORDER BY i.skjema_id, i.mottatt_tid, i.id
