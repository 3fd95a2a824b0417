SELECT member, name, seqs, turns FROM conversation WHERE member = $1 AND name <> ''
