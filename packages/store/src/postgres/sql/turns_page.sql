SELECT member, member AS member_name, CASE WHEN name = '' THEN seqs END AS loose, turns
FROM conversation WHERE member > $1 ORDER BY member, name LIMIT $2
