-- 5A122: the applicants of the county and year whose open VG3-forslag has a place, or was carried over; one row each.
-- $1 county, $2 year applied in.
SELECT s.id
FROM soker s
JOIN forslag f ON f.id = {APENT_FORSLAG}
WHERE s.fylkesnr = $1 AND s.soknadsar = $2 AND (f.status = 'TILBSK' OR f.overfort IS NOT NULL)
ORDER BY s.id
