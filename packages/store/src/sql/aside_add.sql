INSERT INTO aside (no, first_seq, received_at, late, body)
SELECT coalesce(max(no), 0) + 1, $1, $2, $3, $4 FROM aside
