INSERT INTO member (name) VALUES ($1) RETURNING member, name
