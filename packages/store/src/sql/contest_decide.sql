UPDATE contest SET state = $2, decided_at = $3, decided_by = $4, answer = $5
WHERE id = $1 AND state = 'open'
RETURNING id
