SELECT * FROM contest
WHERE state = 'open' AND (due_at > $1 OR (due_at = $1 AND id > $2))
ORDER BY due_at, id LIMIT $3
