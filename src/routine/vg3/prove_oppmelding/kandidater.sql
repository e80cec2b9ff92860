-- 5A116: every type E contract of the county, one row each; `gjort`: a test is open.
-- $1 county.
SELECT k.id,
  EXISTS (SELECT 1 FROM prove pv WHERE pv.kontrakt_id = k.id AND pv.status <> 'AVHOLDT') AS gjort
FROM kontrakt k
WHERE k.fylkesnr = $1 AND k.kontraktstype = 'E'
ORDER BY k.id
