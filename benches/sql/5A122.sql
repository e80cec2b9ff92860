-- 5A122, set-based: what each wish is to hold, then the rows. 2026-08-05.
CREATE TEMP TABLE dom AS
SELECT t.*, CASE WHEN nei THEN onske_kode ELSE ny_kode END AS til_kode, CASE WHEN nei THEN onske_skolenr ELSE ny_skolenr END AS til_skole,
  CASE WHEN nei THEN 'P_NEISK' ELSE 'TILBSK' END AS til_status,
  CASE WHEN laast THEN 'LAAST' WHEN nei THEN 'TAKKET_NEI'
    WHEN EXISTS (SELECT 1 FROM kontrakt x WHERE x.person_id = t.person_id
      AND x.kontraktstype IN ('L', 'O') AND x.godkjent_dato IS NOT NULL AND x.laretid_til >= '2026-08-01'
      AND (x.avsluttet_dato IS NULL OR x.avsluttet_dato > '2026-08-05')) THEN 'HAR_KONTRAKT'
    WHEN ny_skolenr IS NULL THEN 'MANGLER_SKOLE'
    WHEN COALESCE(svar_skole, svar_generelt, '') <> 'J' THEN 'MANGLER_JA'
    WHEN onsket_programomrade <> onske_kode THEN 'ONSKE_ENDRET'
    ELSE 'OVERFORT' END AS grunn
FROM (SELECT s.id AS soker_id, s.person_id, f.id AS forslag_id, f.runde, f.programomrade AS ny_kode, f.onsket_programomrade,
    f.skolenr AS ny_skolenr, f.overfort, ag.svar AS svar_generelt, ask.svar AS svar_skole, COALESCE(ask.svar = 'N', FALSE) AS nei,
    o.id AS onske_id, o.onskenr, o.programomrade AS onske_kode, o.skolenr AS onske_skolenr, o.status AS onske_status, o.laast,
    'soker:' || s.id || '/onske:' || o.onskenr AS nokkel
  FROM soker s JOIN forslag f ON f.id = (SELECT g.id FROM forslag g JOIN onske w ON w.id = g.onske_id
    WHERE w.soker_id = s.id AND g.forslagstype = 'VG3' AND g.lukket_arsak IS NULL ORDER BY g.runde DESC, g.id DESC LIMIT 1)
  JOIN onske o ON o.id = f.onske_id
  LEFT JOIN forslag_svar ag ON ag.forslag_id = f.id AND ag.gjelder = 'TILBSKG'
  LEFT JOIN forslag_svar ask ON ask.forslag_id = f.id AND ask.gjelder = 'TILBSK'
  WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 AND f.status = 'TILBSK') t
WHERE NOT (nei AND onske_status = 'P_NEISK' OR NOT nei AND overfort IS NOT NULL);

UPDATE onske SET programomrade = d.til_kode, skolenr = d.til_skole, status = d.til_status, status_satt = '2026-08-05'
FROM dom d WHERE d.grunn IN ('OVERFORT', 'TAKKET_NEI') AND onske.id = d.onske_id;

UPDATE forslag SET overfort = '2026-08-05' FROM dom d WHERE d.grunn = 'OVERFORT' AND forslag.id = d.forslag_id;

INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
SELECT onske_id, 'programomrade', onske_kode, til_kode, {attempt}, '{now}' FROM dom
  WHERE grunn IN ('OVERFORT', 'TAKKET_NEI') AND onske_kode <> til_kode;
INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
SELECT onske_id, 'skolenr', onske_skolenr, til_skole, {attempt}, '{now}' FROM dom
  WHERE grunn IN ('OVERFORT', 'TAKKET_NEI') AND COALESCE(onske_skolenr, '') <> COALESCE(til_skole, '');
INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
SELECT onske_id, 'status', onske_status, til_status, {attempt}, '{now}' FROM dom
  WHERE grunn IN ('OVERFORT', 'TAKKET_NEI') AND onske_status <> til_status;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A122', '46', 'soker:' || soker_id, CASE WHEN grunn IN ('OVERFORT', 'TAKKET_NEI') THEN 'acted' ELSE 'left' END, grunn,
  CASE WHEN grunn IN ('OVERFORT', 'TAKKET_NEI') THEN 'forslag=' || nokkel || '/VG3/' || runde ELSE '' END,
  CASE WHEN grunn IN ('OVERFORT', 'TAKKET_NEI') THEN '[{"table":"onske","key":"' || nokkel
    || '","action":"update","before":{"programomrade":"' || onske_kode || '","skolenr":' || COALESCE('"' || onske_skolenr || '"', 'null')
    || ',"status":"' || onske_status || '"},"after":{"programomrade":"' || til_kode || '","skolenr":'
    || COALESCE('"' || til_skole || '"', 'null') || ',"status":"' || til_status || '"}}]' ELSE '[]' END
FROM dom ORDER BY soker_id;
