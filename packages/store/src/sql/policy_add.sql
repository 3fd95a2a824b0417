INSERT INTO policy (policy, document, created_at, created_by)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
RETURNING policy
