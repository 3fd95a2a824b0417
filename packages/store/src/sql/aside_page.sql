SELECT no, first_seq, received_at, late, body FROM aside WHERE no > $1 ORDER BY no LIMIT $2
