-- 5A122, set-based: what each wish is to hold, then the rows. 2026-08-05.
CREATE TEMP TABLE dom AS
SELECT t.*,
  CASE grunn WHEN 'OVERFORT' THEN ny_kode WHEN 'TILBAKEFORT' THEN COALESCE(onsket_programomrade, onske_kode) END AS til_kode,
  CASE grunn WHEN 'OVERFORT' THEN ny_skolenr END AS til_skole,
  CASE grunn WHEN 'OVERFORT' THEN 'INNTLI' ELSE onske_status END AS til_status,
  CASE grunn WHEN 'IKKE_KVALIFISERT' THEN 'vurdert=N' WHEN 'STATUS_FORAN' THEN 'status=' || onske_status
    WHEN 'HAR_LAREPLASS' THEN CASE lareplass WHEN 3 THEN 'kontrakt=godkjent' WHEN 2 THEN 'kontrakt=annet_fylke'
      WHEN 1 THEN 'kontrakt=under_behandling' ELSE 'forslag=AKSEPTERT' END
    WHEN 'OVERFORT' THEN 'forslag=' || nokkel || '/VG3/' || runde
    WHEN 'TILBAKEFORT' THEN 'forslag=' || nokkel || '/VG3/' || runde ELSE '' END AS detail
FROM (SELECT u.*, CASE
    WHEN status = 'TILBSKG' THEN CASE WHEN laast THEN 'LAAST' ELSE 'TILBAKEFORT' END
    WHEN svar = 'N' THEN CASE WHEN har_kontrakt THEN 'KONTRAKT_STAR' ELSE 'TAKKET_NEI' END
    WHEN overfort IS NOT NULL THEN CASE WHEN onske_kode = ny_kode AND onske_skolenr IS NOT DISTINCT FROM ny_skolenr
      THEN 'UENDRET' ELSE 'ONSKE_ENDRET' END
    WHEN laast THEN 'LAAST'
    WHEN NOT aktiv THEN 'PASSIV'
    WHEN kvalifisert = 'N' THEN 'IKKE_KVALIFISERT'
    WHEN onske_status IN ('UKVAL2', 'STOPP', 'STRINN', 'TRUKK', 'UAKTU', 'STRTLB', 'NEDL') THEN 'STATUS_FORAN'
    WHEN inntatt_hoyere THEN 'INNTATT_HOYERE'
    WHEN lareplass IS NOT NULL OR akseptert THEN 'HAR_LAREPLASS'
    WHEN ny_skolenr IS NULL THEN 'MANGLER_SKOLE'
    WHEN svar_skole IS NULL AND svarfrist_skole IS NOT NULL THEN 'UBESVART'
    WHEN COALESCE(svar, '') <> 'J' THEN 'MANGLER_JA'
    WHEN onsket_programomrade <> onske_kode THEN 'ONSKE_ENDRET'
    ELSE 'OVERFORT' END AS grunn
  FROM (SELECT s.id AS soker_id, s.aktiv, s.kvalifisert, f.id AS forslag_id, f.runde, f.status, f.programomrade AS ny_kode,
      f.onsket_programomrade, f.skolenr AS ny_skolenr, f.svarfrist_skole, f.overfort, fs_skole.svar AS svar_skole,
      CASE WHEN fs_skole.svar IS NULL OR fs_generelt.svart_tid > fs_skole.svart_tid THEN fs_generelt.svar
        ELSE fs_skole.svar END AS svar,
      o.id AS onske_id, o.onskenr, o.programomrade AS onske_kode, o.skolenr AS onske_skolenr, o.status AS onske_status, o.laast,
      'soker:' || s.id || '/onske:' || o.onskenr AS nokkel,
      EXISTS (SELECT 1 FROM kontrakt k
        WHERE k.forslag_id = f.id AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > '2026-08-05')) AS har_kontrakt,
      (SELECT max(CASE WHEN k.godkjent_dato IS NULL THEN 1 WHEN k.fylkesnr <> s.fylkesnr THEN 2 ELSE 3 END) FROM kontrakt k
        WHERE k.person_id = s.person_id AND k.kontraktstype IN ('L', 'O') AND k.laretid_til >= '2026-08-05'
        AND (k.avsluttet_dato IS NULL OR k.avsluttet_dato > '2026-08-05')) AS lareplass,
      EXISTS (SELECT 1 FROM onske o2 CROSS JOIN forslag f2
        WHERE o2.soker_id = s.id AND f2.onske_id = o2.id AND f2.forslagstype = 'BEDRIFT' AND f2.status = 'AKSEPTERT') AS akseptert,
      EXISTS (SELECT 1 FROM onske o2
        WHERE o2.soker_id = s.id AND o2.onsketype = 'SKOLE' AND o2.status IN ('INNTO', 'INNTS', 'INNTF')
        AND o2.onskenr < o.onskenr) AS inntatt_hoyere
    FROM soker s
    JOIN forslag f ON f.id = (SELECT f2.id FROM onske o2 CROSS JOIN forslag f2
      WHERE o2.soker_id = s.id AND f2.onske_id = o2.id AND f2.forslagstype = 'VG3' AND f2.lukket_arsak IS NULL
      ORDER BY f2.runde DESC, f2.id DESC LIMIT 1)
    JOIN onske o ON o.id = f.onske_id
    LEFT JOIN forslag_svar fs_generelt ON fs_generelt.forslag_id = f.id AND fs_generelt.gjelder = 'TILBSKG'
    LEFT JOIN forslag_svar fs_skole ON fs_skole.forslag_id = f.id AND fs_skole.gjelder = 'TILBSK'
    WHERE s.fylkesnr = '46' AND s.soknadsar = 2026 AND (f.status = 'TILBSK' OR f.overfort IS NOT NULL)) u) t
WHERE grunn <> 'UENDRET';

UPDATE onske SET programomrade = d.til_kode, skolenr = d.til_skole, status = d.til_status, status_satt = '2026-08-05'
FROM dom d WHERE d.grunn IN ('OVERFORT', 'TILBAKEFORT') AND onske.id = d.onske_id;

UPDATE forslag SET overfort = '2026-08-05' FROM dom d WHERE d.grunn = 'OVERFORT' AND forslag.id = d.forslag_id;
UPDATE forslag SET overfort = NULL FROM dom d WHERE d.grunn = 'TILBAKEFORT' AND forslag.id = d.forslag_id;

INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
SELECT onske_id, 'programomrade', onske_kode, til_kode, {attempt}, '{now}' FROM dom
  WHERE grunn IN ('OVERFORT', 'TILBAKEFORT') AND onske_kode <> til_kode;
INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
SELECT onske_id, 'skolenr', onske_skolenr, til_skole, {attempt}, '{now}' FROM dom
  WHERE grunn IN ('OVERFORT', 'TILBAKEFORT') AND COALESCE(onske_skolenr, '') <> COALESCE(til_skole, '');
INSERT INTO onske_historikk (onske_id, felt, fra, til, attempt_id, tid)
SELECT onske_id, 'status', onske_status, til_status, {attempt}, '{now}' FROM dom
  WHERE grunn IN ('OVERFORT', 'TILBAKEFORT') AND onske_status <> til_status;

INSERT INTO journal (attempt_id, job, fylke, unit, verdict, reason, detail, changes)
SELECT {attempt}, '5A122', '46', 'soker:' || soker_id, CASE WHEN grunn IN ('OVERFORT', 'TILBAKEFORT') THEN 'acted' ELSE 'left' END, grunn,
  detail,
  CASE WHEN grunn IN ('OVERFORT', 'TILBAKEFORT') THEN '[{"table":"onske","key":"' || nokkel
    || '","action":"update","before":{"programomrade":"' || onske_kode || '","skolenr":' || COALESCE('"' || onske_skolenr || '"', 'null')
    || ',"status":"' || onske_status || '"},"after":{"programomrade":"' || til_kode || '","skolenr":'
    || COALESCE('"' || til_skole || '"', 'null') || ',"status":"' || til_status || '"}}]' ELSE '[]' END
FROM dom ORDER BY soker_id;
