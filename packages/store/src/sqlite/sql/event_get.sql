-- rows
SELECT seq, received_at, late, body FROM event WHERE seq IN (VALUES ($2)) ORDER BY seq
