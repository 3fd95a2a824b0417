SELECT member, member AS member_name, string_agg(seqs, ''::bytea) FILTER (WHERE name = '') AS loose,
  string_agg(turns, ''::bytea ORDER BY name) AS turns,
  string_agg(length(turns)::text, ',' ORDER BY name) AS lengths
FROM conversation WHERE member > $1 GROUP BY member ORDER BY member LIMIT $2
