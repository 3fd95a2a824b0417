-- rows
SELECT seq, body FROM event WHERE seq IN (VALUES ($1)) ORDER BY seq
