SELECT member, member AS member_name, name, seqs, turns FROM conversation
WHERE member > $1 ORDER BY member, name LIMIT $2
