INSERT INTO contest (member, id, subject, about, reason, opened_at, due_at, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')
