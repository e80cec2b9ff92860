-- What 5A114 reads of its candidates, in one statement.
SELECT s.id AS soker_id, s.aktiv, s.er_larekandidat, s.kvalifisert,
  k.fullfort, k.fag_stryk_programfag, k.fag_stryk_fellesfag, k.fag_iv,
  EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id
    AND x.kontraktstype IN ('L', 'O') AND x.godkjent_dato IS NOT NULL AND x.laretid_til >= '2026-08-01'
    AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05')) AS har_larekontrakt,
  EXISTS (SELECT 1 FROM onske w JOIN forslag b ON b.onske_id = w.id
    WHERE w.soker_id = s.id AND b.forslagstype = 'BEDRIFT' AND b.status = 'AKSEPTERT') AS har_akseptert,
  o.id AS onske_id, o.onskenr, o.status, o.laast,
  EXISTS (SELECT 1 FROM onske h WHERE h.soker_id = s.id AND h.onsketype = 'SKOLE' AND h.status = 'P_INNTATT'
    AND h.onskenr < o.onskenr) AS inntatt_hoyere,
  f.status AS forslag_status, f.svarfrist_generelt, f.svarfrist_skole, f.overfort,
  ag.svar AS svar_generelt, ask.svar AS svar_skole,
  EXISTS (SELECT 1 FROM websvar v WHERE v.forslag_id = f.id AND v.behandlet = 'NY') AS ubehandlet_svar
FROM soker s
LEFT JOIN onske o ON o.soker_id = s.id AND o.onsketype = 'LARE'
LEFT JOIN elevkurs k ON k.id = (SELECT e.id FROM elevkurs e WHERE e.person_id = s.person_id
  ORDER BY e.skolear DESC, substr(e.programomrade, 6, 1) DESC, e.id DESC LIMIT 1)
LEFT JOIN forslag f ON f.id = (SELECT g.id FROM forslag g WHERE g.onske_id = o.id AND g.forslagstype = 'VG3'
  AND g.lukket_arsak IS NULL ORDER BY g.runde DESC, g.id DESC LIMIT 1)
LEFT JOIN forslag_svar ag ON ag.forslag_id = f.id AND ag.gjelder = 'TILBSKG'
  LEFT JOIN forslag_svar ask ON ask.forslag_id = f.id AND ask.gjelder = 'TILBSK'
WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 ORDER BY s.id, o.onskenr
