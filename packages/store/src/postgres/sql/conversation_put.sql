-- arrays
INSERT INTO conversation (member, name, seqs, turns)
SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[])
ON CONFLICT (member, name) DO UPDATE SET seqs = excluded.seqs, turns = excluded.turns
