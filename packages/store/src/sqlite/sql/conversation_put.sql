-- rows
INSERT INTO conversation (member, name, seqs, turns) VALUES ($1, $2, $3, $4)
ON CONFLICT (member, name) DO UPDATE SET seqs = excluded.seqs, turns = excluded.turns
