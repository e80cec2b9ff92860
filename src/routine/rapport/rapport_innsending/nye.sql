-- AR-SENDINN: one row a submission that has not been looked at.
-- $1 forms, $2 the instant up to which submissions are read.
SELECT i.id, i.skjema_id, i.person_id, i.mottatt_tid, i.grunn
FROM rapport_innsending i
WHERE i.skjema_id = ANY($1) AND i.behandlet = 'NY' AND i.mottatt_tid < $2
ORDER BY i.skjema_id, i.mottatt_tid, i.id
