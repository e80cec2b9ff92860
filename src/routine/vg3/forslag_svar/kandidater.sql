-- 5A119: the applicants of the county and year with an answer that has not been looked at, one row each.
-- $1 county, $2 year applied in, $3 the instant up to which answers are read.
SELECT DISTINCT s.id
FROM (
  SELECT wsv.forslag_id FROM websvar wsv WHERE wsv.behandlet = 'NY' AND wsv.mottatt_tid < $3
  UNION
  SELECT fsv.forslag_id FROM fylkesvar fsv WHERE fsv.behandlet = 'NY' AND fsv.svart_tid < $3) nye
JOIN forslag f ON f.id = nye.forslag_id
JOIN onske o ON o.id = f.onske_id
JOIN soker s ON s.id = o.soker_id
WHERE s.fylkesnr = $1 AND s.soknadsar = $2
ORDER BY s.id
