INSERT INTO notice (member, id, at, topic, body) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
RETURNING id
