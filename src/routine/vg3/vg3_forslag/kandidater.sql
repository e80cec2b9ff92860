-- 5A115: every applicant of the county and year, one row each; `gjort`: they have an offer, made by whichever run.
-- $1 county, $2 year applied in.
-- CROSS JOIN holds SQLite to the order written: statistics from before the first offers say that there are none, and it
-- would begin with all of them.
SELECT s.id,
  EXISTS (SELECT 1 FROM onske o CROSS JOIN forslag f
    WHERE o.soker_id = s.id AND f.onske_id = o.id AND f.forslagstype = 'VG3') AS gjort
FROM soker s
WHERE s.fylkesnr = $1 AND s.soknadsar = $2
ORDER BY s.id
