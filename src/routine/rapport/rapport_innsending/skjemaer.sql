-- AR-SENDINN: one row a form, with its company and fag.
-- $1 forms.
SELECT j.id, j.orgnr, j.grunnkode, b.navn AS bedrift,
  COALESCE(po.navn_nb, j.grunnkode) AS fag_nb, COALESCE(po.navn_nn, j.grunnkode) AS fag_nn,
  j.innsendt_tid IS NOT NULL AS innsendt, j.stengt IS NOT NULL AS stengt
FROM rapport_skjema j
JOIN bedrift b ON b.orgnr = j.orgnr
LEFT JOIN programomrade po ON po.kode = j.grunnkode || '----'
WHERE j.id = ANY($1)
ORDER BY j.id
