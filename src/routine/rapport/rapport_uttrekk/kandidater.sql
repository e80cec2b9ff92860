-- AR-UTTREKK: one row a contract that the round looks at; `gjort`: it stands behind the form of its company and fag.
-- $1 county, $2 first day of the year reported on, $3 that year.
SELECT k.id,
  EXISTS (SELECT 1 FROM rapport_kontrakt rk JOIN rapport_skjema j ON j.id = rk.skjema_id
    WHERE rk.kontrakt_id = k.id AND j.ar = $3 AND j.orgnr = k.bedrift_orgnr
    AND j.grunnkode = substr(k.programomrade, 1, 6)) AS gjort
{KONTRAKTER}
ORDER BY k.id
