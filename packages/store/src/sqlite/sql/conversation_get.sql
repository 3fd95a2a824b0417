-- rows
SELECT member, name, seqs, turns FROM conversation
WHERE (member, name) IN (VALUES ($1, $2))
