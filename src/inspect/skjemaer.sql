-- One row a form of a round in these counties, with how far it has come and how many may answer it.
-- $1 year reported on, $2 the day whose roles count, $3 counties.
SELECT j.ar, j.fylkesnr AS fylke, j.orgnr, b.navn AS bedrift, j.grunnkode, COALESCE(po.navn_nb, j.grunnkode) AS fag,
  (SELECT count(*) FROM rapport_kontrakt rk WHERE rk.skjema_id = j.id) AS kontrakter,
  (SELECT count(DISTINCT k.faglig_leder_person_id) {DE_SOM_KAN_SVARE}) AS ledere,
  (SELECT count(*) FROM rapport_svar sv
    JOIN rapport_sporsmal q ON q.ar = j.ar AND q.nr = sv.sporsmal_nr AND {GJELDER}
    WHERE sv.skjema_id = j.id) AS besvart,
  (SELECT count(*) FROM rapport_sporsmal q WHERE q.ar = j.ar AND {GJELDER}) AS sporsmal,
  {OBLIGATORISKE} AS obligatoriske,
  -- None of a report that is sent in.
  (SELECT count(*) FROM rapport_sporsmal q
    WHERE j.innsendt_tid IS NULL AND q.ar = j.ar AND q.obligatorisk AND {GJELDER}
    AND NOT EXISTS (SELECT 1 FROM rapport_svar sv
      WHERE sv.skjema_id = j.id AND sv.sporsmal_nr = q.nr)) AS obligatoriske_igjen,
  j.innsendt_tid AS innsendt, j.stengt, ru.lenke
FROM rapport_skjema j
JOIN bedrift b ON b.orgnr = j.orgnr
JOIN rapport_runde ru ON ru.ar = j.ar
LEFT JOIN programomrade po ON po.kode = j.grunnkode || '----'
WHERE j.ar = $1 AND j.fylkesnr = ANY($3)
ORDER BY j.fylkesnr, b.navn, j.grunnkode, j.orgnr
