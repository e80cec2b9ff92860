-- What 5A115 reads of its candidates, in one statement.
SELECT s.id, p.fornavn, p.etternavn, p.epost, p.malform, p.adressesperre,
  s.aktiv, s.er_larekandidat, s.kvalifisert,
  (s.folkereg_fylke_1mars IS NULL OR s.folkereg_fylke_1mars = s.fylkesnr) AS bosatt_i_fylket,
  (SELECT string_agg(r.rett, ' ') FROM person_rett r
    WHERE r.person_id = s.person_id AND r.fom <= '2026-07-28' AND (r.tom IS NULL OR r.tom >= '2026-07-28')) AS retter,
  k.fullfort, k.fag_stryk_programfag, k.fag_stryk_fellesfag, k.fag_iv,
  o.id AS onske_id, o.onsketype = 'LARE' AS er_lare, o.programomrade, po.navn_nb, po.navn_nn, o.status, o.laast,
  o.avtalt_bedrift_orgnr IS NOT NULL AS avtalt_bedrift, po.er_avviksfag,
  EXISTS (SELECT 1 FROM programomrade_bygger_pa b WHERE b.kode = po.grunnkode || '----'
    AND substr(b.bygger_pa, 1, 6) = substr(k.programomrade, 1, 6)) AS bygger_pa,
  EXISTS (SELECT 1 FROM programomrade f
    WHERE f.kode = po.grunnkode || CASE WHEN s.er_larekandidat THEN 'H---' ELSE 'F---' END
    AND (f.gyldig_fom IS NULL OR f.gyldig_fom <= '2026-07-28') AND (f.gyldig_tom IS NULL OR f.gyldig_tom >= '2026-07-28')) AS har_kode,
  EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id AND x.kontraktstype IN ('L', 'O', 'E')
    AND x.laretid_fra <= '2027-07-31' AND x.laretid_til >= '2026-08-01'
    AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-07-28')) AS har_kontrakt,
  EXISTS (SELECT 1 FROM onske w JOIN forslag f ON f.onske_id = w.id
    WHERE w.soker_id = s.id AND f.forslagstype = 'BEDRIFT' AND f.status = 'AKSEPTERT') AS har_akseptert,
  EXISTS (SELECT 1 FROM onske w JOIN forslag f ON f.onske_id = w.id
    WHERE w.soker_id = s.id AND f.forslagstype = 'BEDRIFT' AND f.status = 'AVSLATT_SOKER') AS har_avslatt,
  EXISTS (SELECT 1 FROM onske w JOIN forslag f ON f.onske_id = w.id
    WHERE w.soker_id = s.id AND f.forslagstype = 'VG3') AS har_forslag
FROM soker s
JOIN person p ON p.id = s.person_id
LEFT JOIN onske o ON o.soker_id = s.id AND o.onskenr = 1
LEFT JOIN programomrade po ON po.kode = o.programomrade
LEFT JOIN elevkurs k ON k.id = (SELECT e.id FROM elevkurs e WHERE e.person_id = s.person_id
  ORDER BY e.skolear DESC, substr(e.programomrade, 6, 1) DESC, e.id DESC LIMIT 1)
WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 ORDER BY s.id
