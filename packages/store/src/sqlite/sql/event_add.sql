-- rows
INSERT INTO event (seq, member, received_at, late, body) VALUES ($1, $2, $3, $4, $5)
