-- 5A120: one row a school and fag, with the places of the school year and how many are taken. A person takes one place of
-- a school and fag, whether by a TILBSK forslag, a contract made from it, or one made by hand; one that has ended takes none.
-- $1 county, $2 year applied in, $3 and $4 first and last day of the school year, $5 the run's date.
SELECT st.skolenr, sk.navn, sk.kommunenr, st.grunnkode, st.kapasitet, st.oppstart, COALESCE(tatt.antall, 0) AS opptatt
FROM skoletilbud st
JOIN skole sk ON sk.skolenr = st.skolenr
LEFT JOIN (
  SELECT plass.skolenr, plass.grunnkode, count(*) AS antall
  FROM (
    SELECT s.person_id, f.skolenr, substr(f.programomrade, 1, 6) AS grunnkode
    FROM forslag f
    JOIN onske o ON o.id = f.onske_id
    JOIN soker s ON s.id = o.soker_id
    WHERE f.forslagstype = 'VG3' AND f.status = 'TILBSK' AND f.skolenr IS NOT NULL AND f.lukket_arsak IS NULL
    AND s.fylkesnr = $1 AND s.soknadsar = $2
    AND NOT EXISTS (SELECT 1 FROM kontrakt k WHERE k.forslag_id = f.id)
    UNION
    SELECT k.person_id, k.skolenr, substr(k.programomrade, 1, 6)
    FROM kontrakt k
    WHERE k.kontraktstype = 'E' AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > $5)
    AND k.laretid_fra BETWEEN $3 AND $4) plass
  GROUP BY plass.skolenr, plass.grunnkode) tatt ON tatt.skolenr = st.skolenr AND tatt.grunnkode = st.grunnkode
WHERE st.fylkesnr = $1 AND st.skolear = $2
ORDER BY st.skolenr, st.grunnkode
