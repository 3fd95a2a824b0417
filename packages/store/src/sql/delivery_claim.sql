UPDATE delivery SET due_at = $2, attempts = attempts + 1
WHERE id IN (
  SELECT id FROM delivery WHERE state = 'due' AND due_at <= $1 ORDER BY due_at, id LIMIT $3
)
RETURNING id, endpoint, topic, body, due_at, state, attempts, last_result
