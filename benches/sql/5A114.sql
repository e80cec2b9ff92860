-- 5A114, set-based: the status each wish should have, then the rows. 2026-08-05.
CREATE TEMP TABLE dom AS
SELECT u.*, CASE WHEN status = til THEN 'UENDRET' WHEN laast THEN 'LAAST'
    WHEN til = 'STRILÆ' AND EXISTS (SELECT 1 FROM websvar v WHERE v.forslag_id = u.forslag_id AND v.behandlet = 'NY')
      THEN 'UBEHANDLET_SVAR'
    WHEN status NOT IN ('SFORM', 'STOPP', 'UKVAL2', 'STRILÆ', 'TILBSKG', 'TILBSK', 'P_NEISK', 'P_LAREPL')
      AND til NOT IN ('STRINN', 'STOPP') THEN 'STATUS_FRA_INNTAK'
    ELSE 'NY' END AS dom
FROM (SELECT t.*, CASE arsak WHEN 'PASSIV' THEN 'STOPP' WHEN 'IKKE_KVALIFISERT' THEN 'UKVAL2' WHEN 'INNTATT_HOYERE' THEN 'STRINN'
    WHEN 'HAR_LAREPLASS' THEN 'P_LAREPL' WHEN 'TAKKET_NEI' THEN 'P_NEISK' WHEN 'SVARTE_IKKE' THEN 'STRILÆ'
    WHEN 'HAR_SKOLETILBUD' THEN 'TILBSK' WHEN 'HAR_TILBUD' THEN 'TILBSKG' ELSE 'SFORM' END AS til
  FROM (SELECT s.id AS soker_id, o.id AS onske_id, o.onskenr, o.status, o.laast, f.id AS forslag_id,
    CASE
      WHEN NOT s.aktiv THEN 'PASSIV'
      WHEN s.kvalifisert = 'N' OR s.kvalifisert IS NULL AND k.id IS NOT NULL AND NOT (k.fullfort AND (s.er_larekandidat
        OR k.fag_stryk_programfag = 0 AND k.fag_stryk_fellesfag <= 2 AND k.fag_iv = 0)) THEN 'IKKE_KVALIFISERT'
      WHEN EXISTS (SELECT 1 FROM onske h WHERE h.soker_id = s.id AND h.onsketype = 'SKOLE' AND h.status = 'P_INNTATT'
        AND h.onskenr < o.onskenr) THEN 'INNTATT_HOYERE'
      WHEN EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = s.person_id
        AND x.kontraktstype IN ('L', 'O') AND x.godkjent_dato IS NOT NULL AND x.laretid_til >= '2026-08-01'
        AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05'))
        OR EXISTS (SELECT 1 FROM onske w JOIN forslag b ON b.onske_id = w.id
          WHERE w.soker_id = s.id AND b.forslagstype = 'BEDRIFT' AND b.status = 'AKSEPTERT') THEN 'HAR_LAREPLASS'
      WHEN f.status = 'TILBSK' THEN CASE
        WHEN ask.svar = 'N' THEN 'TAKKET_NEI'
        WHEN ask.svar IS NULL AND f.svarfrist_skole < '2026-08-05' THEN 'SVARTE_IKKE'
        WHEN f.overfort IS NOT NULL THEN 'HAR_SKOLETILBUD' ELSE 'HAR_TILBUD' END
      WHEN f.id IS NOT NULL THEN CASE
        WHEN ag.svar = 'N' THEN 'TAKKET_NEI'
        WHEN ag.svar IS NULL AND f.svarfrist_generelt < '2026-08-05' THEN 'SVARTE_IKKE'
        ELSE 'HAR_TILBUD' END
      ELSE 'I_FORMIDLING' END AS arsak
  FROM soker s
  JOIN onske o ON o.soker_id = s.id AND o.onsketype = 'LARE'
  LEFT JOIN elevkurs k ON k.id = (SELECT e.id FROM elevkurs e WHERE e.person_id = s.person_id
    ORDER BY e.skolear DESC, substr(e.programomrade, 6, 1) DESC, e.id DESC LIMIT 1)
  LEFT JOIN forslag f ON f.id = (SELECT g.id FROM forslag g WHERE g.onske_id = o.id AND g.forslagstype = 'VG3'
    AND g.lukket_arsak IS NULL ORDER BY g.runde DESC, g.id DESC LIMIT 1)
  LEFT JOIN forslag_svar ag ON ag.forslag_id = f.id AND ag.gjelder = 'TILBSKG'
  LEFT JOIN forslag_svar ask ON ask.forslag_id = f.id AND ask.gjelder = 'TILBSK'
  WHERE s.fylkesnr = '46' AND s.soknadsar = 2026) t) u;

UPDATE onske SET status = d.til, status_satt = '2026-08-05' FROM dom d WHERE d.dom = 'NY' AND onske.id = d.onske_id;

INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
SELECT onske_id, 'status', status, til, {attempt}, '{now}' FROM dom WHERE dom = 'NY' ORDER BY soker_id, onskenr;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A114', '46', 'soker:' || t.soker_id, 'acted', forste,
  COALESCE('igjen=' || i.dom || ' onskenr=' || i.onskenr || ' status=' || i.status, ''), endringer
FROM (SELECT soker_id, substr(min(onskenr || ' ' || arsak), 3) AS forste,
    '[' || string_agg('{"table":"onske","key":"soker:' || soker_id || '/onske:' || onskenr
      || '","action":"update","before":{"status":"' || status || '"},"after":{"status":"' || til || '"}}', ',' ORDER BY onskenr)
      || ']' AS endringer
  FROM dom WHERE dom = 'NY' GROUP BY soker_id) t
LEFT JOIN (SELECT d.*, ROW_NUMBER() OVER (PARTITION BY soker_id ORDER BY onskenr) AS nr FROM dom d
  WHERE dom NOT IN ('NY', 'UENDRET')) i ON i.soker_id = t.soker_id AND i.nr = 1
UNION ALL
SELECT {attempt}, '5A114', '46', 'soker:' || soker_id, 'left', dom, 'onskenr=' || onskenr || ' status=' || status, '[]'
FROM (SELECT d.*, ROW_NUMBER() OVER (PARTITION BY soker_id ORDER BY onskenr) AS nr FROM dom d
  WHERE dom NOT IN ('NY', 'UENDRET')
    AND soker_id NOT IN (SELECT n.soker_id FROM dom n WHERE n.dom = 'NY')) t WHERE nr = 1
UNION ALL
SELECT {attempt}, '5A114', '46', 'soker:' || s.id, 'left', 'INGEN_LARE_ONSKE', '', '[]' FROM soker s
WHERE s.fylkesnr = '46' AND s.soknadsar = 2026
  AND NOT EXISTS (SELECT 1 FROM onske o WHERE o.soker_id = s.id AND o.onsketype = 'LARE');
