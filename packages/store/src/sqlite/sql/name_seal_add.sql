INSERT INTO name_seal (first_seq, last_seq, pages, filter) VALUES ($1, $2, $3, $4) RETURNING run
