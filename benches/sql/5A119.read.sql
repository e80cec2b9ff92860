-- What 5A119 reads of its candidates, in one statement.
SELECT s.id AS soker_id, p.fornavn, p.etternavn, p.epost, p.malform, p.adressesperre, v.id, v.websvar_id, v.forslag_id, v.gjelder, v.svar, v.mottatt_tid,
  o.onskenr, f.runde, f.status, f.lukket_arsak IS NOT NULL AS lukket,
  CASE v.gjelder WHEN 'TILBSK' THEN f.svarfrist_skole ELSE f.svarfrist_generelt END AS frist,
  a.svar AS gjeldende, a.kilde = 'FYLKE' AS fra_fylket
FROM websvar v
JOIN forslag f ON f.id = v.forslag_id
JOIN onske o ON o.id = f.onske_id
JOIN soker s ON s.id = o.soker_id
JOIN person p ON p.id = s.person_id
LEFT JOIN forslag_svar a ON a.forslag_id = f.id AND a.gjelder = v.gjelder
WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 AND v.behandlet = 'NY' AND v.mottatt_tid < '{now}'
ORDER BY s.id, v.mottatt_tid, v.websvar_id
