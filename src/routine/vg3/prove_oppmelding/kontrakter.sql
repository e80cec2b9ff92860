-- 5A116: one row a contract, with its fag, its school and its tests.
-- $1 contracts, $2 the run's date.
SELECT k.id, k.person_id, k.kontraktsnr, k.programomrade, k.laretid_fra, k.laretid_til, k.godkjent_dato, k.avsluttet_dato,
  k.tillegg_meropplaring, po.fstype, po.navn_nb AS fag_nb, po.navn_nn AS fag_nn, {SKOLE},
  EXISTS (SELECT 1 FROM kontrakt_avbrudd kb
    WHERE kb.kontrakt_id = k.id AND kb.fra <= $2 AND (kb.til IS NULL OR kb.til >= $2)) AS avbrudd,
  EXISTS (SELECT 1 FROM prove pv WHERE pv.kontrakt_id = k.id AND pv.status <> 'AVHOLDT') AS har_apen_prove,
  EXISTS (SELECT 1 FROM prove pv WHERE pv.kontrakt_id = k.id AND pv.provestatus IN ('B', 'BM')) AS har_bestatt,
  (SELECT count(*) FROM prove pv WHERE pv.kontrakt_id = k.id AND pv.status = 'AVHOLDT') AS avholdte,
  COALESCE((SELECT max(pv.forsok_nr) FROM prove pv WHERE pv.kontrakt_id = k.id), 0) AS siste_forsok
FROM kontrakt k
JOIN programomrade po ON po.kode = k.programomrade
LEFT JOIN skole sk ON sk.skolenr = k.skolenr
WHERE k.id = ANY($1)
ORDER BY k.id
