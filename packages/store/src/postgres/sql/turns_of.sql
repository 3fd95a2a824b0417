SELECT max(member) AS member, json_agg(name ORDER BY name)::text AS names,
  string_agg(seqs, ''::bytea) FILTER (WHERE name = '') AS loose,
  string_agg(seqs, ''::bytea ORDER BY name) AS seqs,
  string_agg(turns, ''::bytea ORDER BY name) AS turns,
  string_agg(length(turns)::text, ',' ORDER BY name) AS lengths
FROM conversation WHERE member = $1
