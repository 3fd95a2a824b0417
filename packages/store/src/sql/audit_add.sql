INSERT INTO audit (no, at, actor, action, subject, reason, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)
