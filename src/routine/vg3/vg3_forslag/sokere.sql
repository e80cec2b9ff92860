-- 5A115: one row an applicant, with their first wish and what the rule asks of both.
-- $1 applicants, $2 the run's date, $3 and $4 first and last day of the school year.
SELECT s.id, s.fylkesnr, {PERSON}, {TILSTAND}, s.mottatt_dato, s.frist_unntak,
  {RETTER} AS retter,
  o.id AS onske_id, o.onsketype = 'LARE' AS er_lare, o.programomrade, o.status, o.laast,
  COALESCE(po.navn_nb, '') AS fag_nb, COALESCE(po.navn_nn, '') AS fag_nn,
  o.avtalt_bedrift_orgnr IS NOT NULL AS avtalt_bedrift, po.er_avviksfag,
  EXISTS (SELECT 1 FROM modulplan m
    WHERE m.grunnkode = po.grunnkode
    AND m.gyldig_fom <= $2 AND (m.gyldig_tom IS NULL OR m.gyldig_tom >= $2)) AS har_modulplan,
  (SELECT string_agg(po2.kategori, ' ') FROM programomrade po2
    WHERE po2.grunnkode = po.grunnkode
    AND (po2.gyldig_fom IS NULL OR po2.gyldig_fom <= $2) AND (po2.gyldig_tom IS NULL OR po2.gyldig_tom >= $2)) AS varianter,
  EXISTS (SELECT 1 FROM kontrakt k
    WHERE k.person_id = s.person_id AND k.kontraktstype IN ('L', 'O', 'E')
    AND k.laretid_fra <= $4 AND k.laretid_til >= $3 AND k.laretid_til >= $2
    AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > $2)) AS har_kontrakt,
  (SELECT string_agg(f.avslag, ' ') FROM onske o2 CROSS JOIN forslag f
    WHERE o2.soker_id = s.id AND f.onske_id = o2.id
    AND f.forslagstype = 'BEDRIFT' AND f.status = 'AVSLATT_SOKER') AS avslag,
  EXISTS (SELECT 1 FROM onske o2 CROSS JOIN forslag f
    WHERE o2.soker_id = s.id AND f.onske_id = o2.id AND f.forslagstype = 'VG3') AS har_forslag,
  EXISTS (SELECT 1 FROM soker s2 JOIN onske o2 ON o2.soker_id = s2.id JOIN forslag f ON f.onske_id = o2.id
    WHERE s2.person_id = s.person_id AND s2.soknadsar = s.soknadsar AND s2.id <> s.id
    AND f.forslagstype = 'VG3' AND f.lukket_arsak IS NULL) AS forslag_annet_fylke
FROM soker s
JOIN person p ON p.id = s.person_id
LEFT JOIN onske o ON o.soker_id = s.id AND o.onskenr = 1
LEFT JOIN programomrade po ON po.kode = o.programomrade
WHERE s.id = ANY($1)
ORDER BY s.id
