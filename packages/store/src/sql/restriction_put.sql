INSERT INTO restriction (member, kind, since, by_whom)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
