INSERT INTO away_claim (member, id, period, ms, at) VALUES ($1, $2, $3, $4, $5)
