-- 5A119: one row an answer, of the web or the county, with its forslag and the answer in force; of those treated before,
-- the ones that counted when they were.
-- $1 applicants, $2 the instant up to which answers are read.
SELECT s.id AS soker_id, {PERSON}, alle.id, alle.kilde, alle.ny, alle.websvar_id, alle.forslag_id, alle.gjelder, alle.svar, alle.gitt,
  o.onskenr, f.runde, f.status, f.lukket_arsak IS NOT NULL AS lukket,
  CASE alle.gjelder WHEN 'TILBSK' THEN f.svarfrist_skole ELSE f.svarfrist_generelt END AS frist,
  fs.svar AS gjeldende, fs.svart_tid AS gjeldende_gitt, fs.kilde AS gjeldende_kilde
FROM soker s
JOIN onske o ON o.soker_id = s.id
JOIN forslag f ON f.onske_id = o.id
JOIN (
  SELECT wsv.id, 'WEB' AS kilde, wsv.behandlet = 'NY' AS ny, wsv.websvar_id, wsv.forslag_id, wsv.gjelder, wsv.svar,
    wsv.mottatt_tid AS gitt
  FROM websvar wsv
  WHERE wsv.mottatt_tid < $2
  AND (wsv.behandlet IN ('NY', 'BRUKT') OR wsv.grunn IN ('ELDRE_SVAR', 'FYLKET_HAR_SVART'))
  UNION ALL
  SELECT fsv.id, 'FYLKE', fsv.behandlet = 'NY', '', fsv.forslag_id, fsv.gjelder, fsv.svar, fsv.svart_tid
  FROM fylkesvar fsv
  WHERE fsv.svart_tid < $2 AND (fsv.behandlet IN ('NY', 'BRUKT') OR fsv.grunn = 'ELDRE_SVAR')) alle ON alle.forslag_id = f.id
JOIN person p ON p.id = s.person_id
LEFT JOIN forslag_svar fs ON fs.forslag_id = f.id AND fs.gjelder = alle.gjelder
WHERE s.id = ANY($1)
ORDER BY s.id
