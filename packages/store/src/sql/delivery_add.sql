INSERT INTO delivery (id, endpoint, topic, body, due_at, state, attempts)
VALUES ($1, $2, $3, $4, $5, 'due', 0)
ON CONFLICT DO NOTHING
RETURNING id
