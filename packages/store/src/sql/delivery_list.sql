SELECT id, endpoint, topic, body, due_at, state, attempts, last_result FROM delivery
WHERE state = $1 AND (due_at > $2 OR (due_at = $2 AND id > $3))
ORDER BY due_at, id LIMIT $4
