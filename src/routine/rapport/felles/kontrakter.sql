-- A round's look at contracts: one row a contract, with its company, its fag and whether its faglig leder has a role there.
-- $1 county, $2 the day whose roles count, $3 the round's reference date, $4 the contracts, or their faglige ledere.
SELECT k.id, k.kontraktsnr, k.faglig_leder_person_id AS leder, k.bedrift_orgnr AS orgnr, b.navn AS bedrift,
  substr(k.programomrade, 1, 6) AS grunnkode,
  COALESCE(po_grunn.navn_nb, po.navn_nb) AS fag_nb, COALESCE(po_grunn.navn_nn, po.navn_nn) AS fag_nn,
  {GYLDIG_ROLLE} AS gyldig_rolle, k.kontraktstype, COALESCE(b.er_samarbeidsorgan, FALSE) AS er_samarbeidsorgan,
  k.laretid_fra, k.laretid_til, k.godkjent_dato, k.avsluttet_dato,
  EXISTS (SELECT 1 FROM kontrakt_avbrudd kb
    WHERE kb.kontrakt_id = k.id AND kb.fra <= $3 AND (kb.til IS NULL OR kb.til >= $3)) AS avbrudd,
  k.avslutningskode IS NOT NULL AS har_avslutningskode
FROM kontrakt k
LEFT JOIN bedrift b ON b.orgnr = k.bedrift_orgnr
JOIN programomrade po ON po.kode = k.programomrade
LEFT JOIN programomrade po_grunn ON po_grunn.kode = substr(k.programomrade, 1, 6) || '----'
WHERE {HVILKE} AND k.fylkesnr = $1
ORDER BY k.faglig_leder_person_id, k.id
