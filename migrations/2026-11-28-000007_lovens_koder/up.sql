-- What the law and the public code lists have settled since 000004: every ønskestatus, the module plans, fag- or svenneprøve.

-- ønskestatus: numbers, codes and whom each is for are VIGO Kodeverksbase's, read 2026-10-06 (FACT S52). It states no licence, so
-- the texts beside the codes are this project's own words. `type` is empty for the codes this project invented before.
-- Uncertain, and to be asked of Vigo IKS:
--   SBEHA is for school wishes; a læreplass wish begins at SFORM, as no public code says "received" of one.
--   TILBLÆ says "formidlet" and not whether the applicant has answered; here it stands for an accepted place without a contract.
--   STRILÆ (67) speaks of a læreplass wish whose offer was not answered; no code is worded for an unanswered offer of Vg3 in school.
--   UKVAL2 (82) is set by hand and reset by no report; that a job sets it is this project's choice.
ALTER TABLE onskestatus ADD COLUMN type TEXT CONSTRAINT onskestatus_type_kjent CHECK (type IN ('FAGOPPLAERING', 'SKOLE', 'BEGGE'));

INSERT INTO onskestatus (kode, nr, tekst, type, opphav) VALUES
  ('SBEHA', 3, 'Skoleønske som venter på behandling', 'SKOLE', 'VIGO'),
  ('SFORM', 4, 'Søker læreplass, til formidling', 'FAGOPPLAERING', 'VIGO'),
  ('MANIO', 6, 'Satt inn for hånd i det ordinære inntaket', 'SKOLE', 'VIGO'),
  ('TASINN', 7, 'Får plass foran de andre, uten at noen mister sin', 'SKOLE', 'VIGO'),
  ('MANIS', 9, 'Satt inn for hånd i det særskilte inntaket', 'SKOLE', 'VIGO'),
  ('RESER', 10, 'Har plass holdt av til neste skoleår', 'SKOLE', 'VIGO'),
  ('TILBSK', 11, 'Har fått tilbud om Vg3 i skole', 'FAGOPPLAERING', 'VIGO'),
  ('TILBO', 12, 'Har fått tilbud om skoleplass i ordinært inntak', 'SKOLE', 'VIGO'),
  ('TATTIN', 13, 'Har fått plass etter TASINN', 'SKOLE', 'VIGO'),
  ('TILBLÆ', 14, 'Formidlet til en lærebedrift', 'FAGOPPLAERING', 'VIGO'),
  ('TILBS', 15, 'Har fått tilbud om skoleplass i særskilt inntak', 'SKOLE', 'VIGO'),
  ('FANNET', 16, 'Formidlet til en lærebedrift i et annet fylke', 'FAGOPPLAERING', 'VIGO'),
  ('TILBPR', 17, 'Har fått tilbud om å ta fagprøven', 'FAGOPPLAERING', 'VIGO'),
  ('INNTO', 18, 'Takket ja til skoleplass i ordinært inntak', 'SKOLE', 'VIGO'),
  ('INNTLÆ', 19, 'Takket ja til læreplass, og kontrakten er opprettet', 'FAGOPPLAERING', 'VIGO'),
  ('LANNET', 20, 'Takket ja til læreplass, med kontrakt i et annet fylke', 'FAGOPPLAERING', 'VIGO'),
  ('INNTOI', 21, 'Har skoleplass i ordinært inntak, svaret mangler', 'SKOLE', 'VIGO'),
  ('INNTLI', 22, 'Takket ja til Vg3 i skole', 'FAGOPPLAERING', 'VIGO'),
  ('PRØVE', 23, 'Takket ja til å ta fagprøven', 'FAGOPPLAERING', 'VIGO'),
  ('INNTS', 24, 'Takket ja til skoleplass i særskilt inntak', 'SKOLE', 'VIGO'),
  ('INNTF', 25, 'Har fått plass ved framskriving', 'SKOLE', 'VIGO'),
  ('INNTSI', 27, 'Har skoleplass i særskilt inntak, svaret mangler', 'SKOLE', 'VIGO'),
  ('VENTO', 30, 'Har fått tilbud om å stå på venteliste', 'SKOLE', 'VIGO'),
  ('VENTOJ', 33, 'Takket ja til å stå på venteliste', 'SKOLE', 'VIGO'),
  ('VENTOI', 36, 'Har ikke svart på om søkeren vil stå på venteliste', 'SKOLE', 'VIGO'),
  ('MANUO', 39, 'Tatt ut for hånd før det ordinære inntaket', 'SKOLE', 'VIGO'),
  ('MANON', 40, 'Har gitt fra seg plassen etter et ja', 'SKOLE', 'VIGO'),
  ('MANOK', 41, 'Hadde gitt fra seg plassen før inntaket ble kjørt', 'SKOLE', 'VIGO'),
  ('MANUOK', 42, 'Tatt ut for hånd etter det ordinære inntaket', 'SKOLE', 'VIGO'),
  ('MANUS', 45, 'Tatt ut for hånd før det særskilte inntaket', 'SKOLE', 'VIGO'),
  ('MANSN', 46, 'Har gitt fra seg den særskilte plassen etter et ja', 'SKOLE', 'VIGO'),
  ('MANUSK', 48, 'Tatt ut for hånd etter det særskilte inntaket', 'SKOLE', 'VIGO'),
  ('STROIT', 51, 'Mistet den ordinære plassen uten å ha svart', 'SKOLE', 'VIGO'),
  ('STROIV', 54, 'Mistet plassen på ventelisten uten å ha svart', 'SKOLE', 'VIGO'),
  ('STRONT', 57, 'Takket nei til ordinær plass', 'SKOLE', 'VIGO'),
  ('STRONV', 60, 'Takket nei til å stå på venteliste', 'SKOLE', 'VIGO'),
  ('STRINN', 61, 'Har fått plass på et annet ønske, så dette er strøket', 'BEGGE', 'VIGO'),
  ('STRISK', 62, 'Har fått plass på samme kurs gjennom et annet ønske', 'SKOLE', 'VIGO'),
  ('STRGJE', 63, 'Strøket fordi avtale om gjesteelev mangler', 'SKOLE', 'VIGO'),
  ('STRLPO', 64, 'Strøket fordi poengene ikke rakk', 'SKOLE', 'VIGO'),
  ('STRSAV', 65, 'Søknaden om særskilt plass er ikke godtatt', 'BEGGE', 'VIGO'),
  ('STRSIT', 66, 'Mistet den særskilte plassen uten å ha svart', 'SKOLE', 'VIGO'),
  ('STRILÆ', 67, 'Læreplassønsket er strøket, tilbudet ble ikke besvart', 'FAGOPPLAERING', 'VIGO'),
  ('STRSNT', 72, 'Takket nei til særskilt plass', 'SKOLE', 'VIGO'),
  ('STRNLÆ', 73, 'Takket nei til kontrakten', 'FAGOPPLAERING', 'VIGO'),
  ('STRNLV', 74, 'Takket nei til Vg3 i skole', 'FAGOPPLAERING', 'VIGO'),
  ('TNLPR', 76, 'Takket nei til å ta fagprøven', 'FAGOPPLAERING', 'VIGO'),
  ('STOPP', 77, 'Søknaden er gjort passiv', 'BEGGE', 'VIGO'),
  ('UAKTU', 78, 'Ikke aktuelt lenger, har fått et ønske som står høyere', 'BEGGE', 'VIGO'),
  ('STRTLB', 79, 'Tilbudet er trukket, søkeren er inne på et ønske som står høyere', 'BEGGE', 'VIGO'),
  ('STRVNT', 80, 'Ventelisteplassen er trukket, søkeren er inne på et ønske som står høyere', 'SKOLE', 'VIGO'),
  ('UKVAL', 81, 'Ikke kvalifisert til skoleønsket', 'SKOLE', 'VIGO'),
  ('UKVAL2', 82, 'Ikke kvalifisert, og blir stående når rapporter kjøres', 'BEGGE', 'VIGO'),
  ('TRUKK', 83, 'Trukket av søkeren', 'BEGGE', 'VIGO'),
  ('NEDL', 84, 'Kurset er lagt ned', 'SKOLE', 'VIGO')
ON CONFLICT (kode) DO UPDATE SET nr = excluded.nr, tekst = excluded.tekst, type = excluded.type, opphav = excluded.opphav;

-- Module plans of modulstrukturert opplæring: Grep (Utdanningsdirektoratet), read 2026-09-29 and 30, licence NLOD 2.0
-- (data.norge.no/nlod/no/2.0) (FACT S53). `provetype`: F fagprøve, S svenneprøve. `navn_nn` is empty where only the bokmål was read.
-- `kobling` says how the fagkode on marks and documents was coupled to the plan's module: KM by kompetansemålsett, NAVN by
-- name and order only (INFERRED), to be held against Grep before it binds anybody.
CREATE TABLE modulplan (
  grunnkode TEXT NOT NULL,
  fagkode TEXT NOT NULL,
  nr BIGINT NOT NULL,
  navn_nb TEXT NOT NULL,
  navn_nn TEXT,
  valgfri BOOLEAN NOT NULL,
  gyldig_fom DATE NOT NULL,
  gyldig_tom DATE,
  provetype TEXT NOT NULL,
  kobling TEXT NOT NULL,
  CONSTRAINT modulplan_nokkel UNIQUE (grunnkode, fagkode, gyldig_fom),
  CONSTRAINT modulplan_grunnkode_seks CHECK (length(grunnkode) = 6),
  CONSTRAINT modulplan_fagkode_sju CHECK (length(fagkode) = 7),
  CONSTRAINT modulplan_nr_fra_en CHECK (nr >= 1),
  CONSTRAINT modulplan_gyldig_i_rekkefolge CHECK (gyldig_fom <= gyldig_tom),
  CONSTRAINT modulplan_provetype_kjent CHECK (provetype IN ('F', 'S')),
  CONSTRAINT modulplan_kobling_kjent CHECK (kobling IN ('KM', 'NAVN'))
);

INSERT INTO modulplan (grunnkode, fagkode, nr, navn_nb, navn_nn, valgfri, gyldig_fom, provetype, kobling) VALUES
  ('BABET3', 'BETV105', 1, 'Helse, miljø og sikkerhet og arbeidsliv', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BABET3', 'BETV106', 2, 'Forskaling', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BABET3', 'BETV107', 3, 'Armering', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BABET3', 'BETV108', 4, 'Betongteknologi og utstøping', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('RMEKF3', 'EKFV100', 1, 'Mattrygghet', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('RMEKF3', 'EKFV101', 2, 'Demokrati, yrkesidentitet og arbeidsliv', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('RMEKF3', 'EKFV102', 3, 'Råvarekunnskap, bærekraft og håndverksferdigheter', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('RMEKF3', 'EKFV103', 4, 'Ernæring, måltidsutvikling og folkehelse', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('NAFFA3', 'FFAV107', 1, 'Helse, miljø og sikkerhet ombord', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('NAFFA3', 'FFAV108', 2, 'Fangst og redskap', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('NAFFA3', 'FFAV109', 3, 'Drift av fartøy', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('NAFFA3', 'FFAV110', 4, 'Organisering, arbeidsforhold og forvaltning', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('HSHEA3', 'HEAV105', 1, 'Profesjonalitet i helsearbeiderfaget', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('HSHEA3', 'HEAV106', 2, 'Livskvalitet og helsekompetanse', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('HSHEA3', 'HEAV107', 3, 'Grunnleggende sykepleie', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('HSHEA3', 'HEAV108', 4, 'Rehabilitering, habilitering og hverdagsmestring', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('RMKOK3', 'KOKV107', 1, 'Mattrygghet', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('RMKOK3', 'KOKV108', 2, 'Demokrati, yrkesidentitet og arbeidsliv', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('RMKOK3', 'KOKV109', 3, 'Råvarekunnskap og håndverksferdigheter', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('RMKOK3', 'KOKV110', 4, 'Måltidsutvikling, bærekraft og ernæring', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPLOG3', 'LOGV107', 1, 'Grunnleggende bransjeforståelse', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPLOG3', 'LOGV108', 2, 'Produksjon og logistikkoperatørens rolle', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPLOG3', 'LOGV109', 3, 'Sertifisert og dokumentert opplæring', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPLOG3', 'LOGV110', 4, 'Vurdering kvalitet og økonomi', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BAROF3', 'ROFV100', 1, 'Helse, miljø og sikkerhet og ergonomi i renhold', 'Helse, miljø og sikkerheit og ergonomi i reinhald', FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BAROF3', 'ROFV101', 2, 'Renholdsplanlegging og arbeidsbeskrivelser', 'Reinhaldsplanleggjing og arbeidsbeskrivingar', FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BAROF3', 'ROFV102', 3, 'Overflatemateriale, renholdsmaskiner, utstyr og metoder', 'Overflatemateriale, reinhaldsmaskiner, utstyr og metoder', FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BAROF3', 'ROFV103', 4, 'Kvalitet, service og samhandling', 'Kvalitet, service og samhandling', FALSE, '2024-08-01', 'F', 'NAVN'),
  ('SRSLG3', 'SLGV105', 1, 'Regelverk og arbeidsliv', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('SRSLG3', 'SLGV106', 2, 'Service og relasjoner', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('SRSLG3', 'SLGV107', 3, 'Markedsføring og salgsprosesser', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('SRSLG3', 'SLGV108', 4, 'Økonomi og bærekraft i virksomheten', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('DTBUN3', 'BUNV100', 1, 'Søm og tilvirkning', 'Saum og tilverking', FALSE, '2025-11-01', 'S', 'KM'),
  ('DTBUN3', 'BUNV101', 2, 'Formidling og kundebehandling', 'Formidling og kundebehandling', FALSE, '2025-11-01', 'S', 'KM'),
  ('DTBUN3', 'BUNV102', 3, 'Forretningsdrift og arbeidsliv', 'Forretningsdrift og arbeidsliv', FALSE, '2025-11-01', 'S', 'KM'),
  ('DTBUN3', 'BUNV103', 4, 'Bunadbruk og yrkesidentitet', 'Bunadbruk og yrkesidentitet', FALSE, '2025-11-01', 'S', 'KM'),
  ('FDBLD3', 'BLDV100', 1, 'Kommunikasjon og kundeveiledning', 'Kommunikasjon og kunderettleiing', FALSE, '2025-11-01', 'F', 'NAVN'),
  ('FDBLD3', 'BLDV101', 2, 'Idè og produktutvikling', 'Idè og produktutvikling', FALSE, '2025-11-01', 'F', 'NAVN'),
  ('FDBLD3', 'BLDV102', 3, 'Materialkunnskap og yrkesidentitet', 'Materialkunnskap og yrkesidentitet', FALSE, '2025-11-01', 'F', 'NAVN'),
  ('FDBLD3', 'BLDV103', 4, 'Blomsterdekorering og håndverksferdigheter', 'Blomsterdekorering og handverksferdigheiter', FALSE, '2025-11-01', 'F', 'NAVN'),
  ('FDBLD3', 'BLDV104', 5, 'Økonomi og arbeidsliv', 'Økonomi og arbeidsliv', FALSE, '2025-11-01', 'F', 'NAVN'),
  ('TPGVF3', 'GVFV100', 1, 'Internkontroll og helse, miljø og sikkerhet', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPGVF3', 'GVFV101', 2, 'Regelverk og rammeverk', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPGVF3', 'GVFV102', 3, 'Drift i praksis', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPGVF3', 'GVFV103', 4, 'Økonomi og forvaltning', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPGVF3', 'GVFV104', 5, 'Utvikling, bærekraft og sirkulær økonomi', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BAMOT3', 'MOTV106', 1, 'Helse, miljø og sikkerhet', 'Helse, miljø og sikkerheit', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BAMOT3', 'MOTV107', 2, 'Planlegging', 'Planleggjing', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BAMOT3', 'MOTV108', 3, 'Overflatebehandling', 'Overflatebehandling', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BAMOT3', 'MOTV109', 4, 'Maling og tapetsering', 'Måling og tapetsering', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BAMOT3', 'MOTV110', 5, 'Golvlegging', 'Gulvleggjing', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('TPPRT3', 'PRTV106', 1, 'Helse, miljø og sikkerhet', 'Helse, miljø og sikkerhet', FALSE, '2024-08-01', 'F', 'KM'),
  ('TPPRT3', 'PRTV107', 2, 'Produksjon og drift', 'Produksjon og drift', FALSE, '2024-08-01', 'F', 'KM'),
  ('TPPRT3', 'PRTV108', 3, 'Kvalitet', 'Kvalitet', FALSE, '2024-08-01', 'F', 'KM'),
  ('TPPRT3', 'PRTV109', 4, 'Forebyggende vedlikehold', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('TPPRT3', 'PRTV110', 5, 'Forbedringsarbeid, økonomi og bærekraft', NULL, FALSE, '2024-08-01', 'F', 'NAVN'),
  ('BARLF3', 'RLFV104', 1, 'Helse, miljø og sikkerhet og bransjelære', 'Helse, miljø og sikkerheit og bransjelære', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BARLF3', 'RLFV105', 2, 'Utvendige røranlegg og andre rørsystemer', 'Utvendige røyranlegg og andre røyrsystem', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BARLF3', 'RLFV106', 3, 'Sanitæranlegg', 'Sanitæranlegg', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BARLF3', 'RLFV107', 4, 'Vannbårne energianlegg', 'Vassborne energianlegg', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BARLF3', 'RLFV108', 5, 'Brannsikringsanlegg', 'Brannsikringsanlegg', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BASNE3', 'SNEV100', 1, 'Planlegging', 'Planleggjing', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BASNE3', 'SNEV101', 2, 'Produksjon og overflatebehandling', 'Produksjon og overflatebehandling', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BASNE3', 'SNEV102', 3, 'Helse, miljø og sikkerhet og arbeidsmiljø', 'Helse, miljø og sikkerheit og arbeidsmiljø', FALSE, '2024-08-01', 'S', 'NAVN'),
  ('BASNE3', 'SNEV103', 4, 'Fordypning i innredning', 'Fordjuping i innreiing', TRUE, '2024-08-01', 'S', 'NAVN'),
  ('BASNE3', 'SNEV104', 5, 'Fordypning i dør og vindu', 'Fordjuping i dør og vindauge', TRUE, '2024-08-01', 'S', 'NAVN'),
  ('BASNE3', 'SNEV105', 6, 'Fordypning i trapp', 'Fordjuping i trapp', TRUE, '2024-08-01', 'S', 'NAVN'),
  ('FDFRI3', 'FRIV100', 1, 'Bransjekunnskap', NULL, FALSE, '2026-04-10', 'S', 'NAVN'),
  ('FDFRI3', 'FRIV101', 2, 'Hår og hodebunnspleie', NULL, FALSE, '2026-04-10', 'S', 'NAVN'),
  ('FDFRI3', 'FRIV102', 3, 'Kjemiske prosesser', NULL, FALSE, '2026-04-10', 'S', 'NAVN'),
  ('FDFRI3', 'FRIV103', 4, 'Kommunikasjon og kundeservice', NULL, FALSE, '2026-04-10', 'S', 'NAVN'),
  ('FDFRI3', 'FRIV104', 5, 'Verktøy og teknikker', NULL, FALSE, '2026-04-10', 'S', 'NAVN'),
  ('DTHVF3', 'HVFV100', 1, 'Veving og grunnbindingene', NULL, FALSE, '2025-11-01', 'S', 'NAVN'),
  ('DTHVF3', 'HVFV101', 2, 'Vevnaden', NULL, FALSE, '2025-11-01', 'S', 'NAVN'),
  ('DTHVF3', 'HVFV102', 3, 'Tradisjon og nyskapning', NULL, FALSE, '2025-11-01', 'S', 'NAVN'),
  ('DTHVF3', 'HVFV103', 4, 'Vedlikehold og ressursutnyttelse', NULL, FALSE, '2025-11-01', 'S', 'NAVN'),
  ('DTHVF3', 'HVFV104', 5, 'Yrkesutøvelse', NULL, FALSE, '2025-11-01', 'S', 'NAVN');

-- Håndveverfaget has a module plan (from 2025-11-01) and was not in the list of 000004. Grep's code and name; the name in nynorsk and
-- what it builds on were not read: the Vg1 that every fag of the programme builds on (INFERRED).
INSERT INTO programomrade (kode, grunnkode, kategori, niva, navn_nb, navn_nn, sted, avsluttende_kompetanse, er_avviksfag, opphav) VALUES
  ('DTHVF3----', 'DTHVF3', '----', '3', 'Håndveverfaget', 'Handvevarfaget', 'bedrift', TRUE, FALSE, 'GREP')
ON CONFLICT (kode) DO NOTHING;
INSERT INTO programomrade_bygger_pa (kode, bygger_pa) VALUES ('DTHVF3----', 'DTDTH1----') ON CONFLICT (kode, bygger_pa) DO NOTHING;

-- Its variants in school, as 000004 made them for the others, and the modulstrukturerte of the four fag that have got a plan
-- since. A county's own list, if it has been taken in already, stands.
INSERT INTO programomrade (kode, grunnkode, kategori, niva, navn_nb, navn_nn, sted, avsluttende_kompetanse, er_avviksfag, opphav)
SELECT p.grunnkode || v.kategori, p.grunnkode, v.kategori, p.niva, p.navn_nb || v.nb, p.navn_nn || v.nn, v.sted, TRUE, p.er_avviksfag, 'PROSJEKT'
FROM programomrade p CROSS JOIN (
  SELECT 'F---' AS kategori, ', fagopplæring i skole' AS nb, ', fagopplæring i skule' AS nn, 'skole' AS sted
  UNION ALL SELECT 'H---', ', kompetanseprøve', ', kompetanseprøve', 'skole'
  UNION ALL SELECT 'MV--', ', modulstrukturert i skole', ', modulstrukturert i skule', 'skole'
  UNION ALL SELECT 'MF--', ', modulstrukturert i bedrift', ', modulstrukturert i bedrift', 'bedrift') v
WHERE p.kategori = '----' AND (p.grunnkode = 'DTHVF3' OR p.grunnkode IN ('FDBLD3', 'FDFRI3', 'DTBUN3') AND v.kategori IN ('MV--', 'MF--'))
ON CONFLICT (kode) DO NOTHING;

-- Which test ends the fag, of every variant, from its plan; what a county has said itself stands.
UPDATE programomrade SET fstype = (SELECT min(m.provetype) FROM modulplan m WHERE m.grunnkode = programomrade.grunnkode)
WHERE fstype IS NULL AND EXISTS (SELECT 1 FROM modulplan m WHERE m.grunnkode = programomrade.grunnkode);
