-- A letter of the round: one row a form and faglig leder of a contract behind it, for the forms that these faglige ledere
-- have a part in. Also the other ledere of the same forms: they tell who has most contracts.
-- $1 county, $2 the day whose roles count, $3 year reported on, $4 faglige ledere.
SELECT p.id AS person_id, {PERSON}, j.id AS skjema_id, count(*) AS kontrakter, b.navn AS bedrift,
  COALESCE(po.navn_nb, j.grunnkode) AS fag_nb, COALESCE(po.navn_nn, j.grunnkode) AS fag_nn,
  CAST(max(CASE WHEN {KAN_SVARE} THEN 1 ELSE 0 END) AS BIGINT) = 1 AS gyldig_rolle,
  {INNSENDT} AS innsendt, {OBLIGATORISKE} AS obligatoriske, {BESVART} AS besvart
FROM rapport_skjema j
JOIN rapport_kontrakt rk ON rk.skjema_id = j.id
JOIN kontrakt k ON k.id = rk.kontrakt_id
JOIN person p ON p.id = k.faglig_leder_person_id
JOIN bedrift b ON b.orgnr = j.orgnr
LEFT JOIN programomrade po ON po.kode = j.grunnkode || '----'
WHERE j.fylkesnr = $1 AND j.ar = $3
AND j.id IN (SELECT rk2.skjema_id FROM kontrakt k2 JOIN rapport_kontrakt rk2 ON rk2.kontrakt_id = k2.id
  WHERE k2.faglig_leder_person_id = ANY($4))
GROUP BY p.id, j.id, b.navn, po.navn_nb, po.navn_nn
ORDER BY b.navn, j.grunnkode, p.id
