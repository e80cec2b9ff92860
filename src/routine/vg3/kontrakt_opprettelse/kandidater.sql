-- 5A106: the applicants of the county and year whose open VG3-forslag has a place, one row each; `gjort`: there is a
-- contract made from it, and nobody has said no.
-- $1 county, $2 year applied in.
SELECT s.id,
  EXISTS (SELECT 1 FROM kontrakt k WHERE k.forslag_id = f.id)
  AND NOT EXISTS (SELECT 1 FROM forslag_svar fs WHERE fs.forslag_id = f.id AND fs.svar = 'N') AS gjort
FROM soker s
JOIN forslag f ON f.id = {APENT_FORSLAG}
WHERE s.fylkesnr = $1 AND s.soknadsar = $2 AND f.status = 'TILBSK'
ORDER BY s.id
