-- One row a member: to make a blob of every conversation took twice as long.
SELECT page.member, member.name AS member_name, page.loose, page.turns, page.lengths
FROM (
  SELECT member, max(CASE WHEN name = '' THEN seqs END) AS loose,
    CAST(group_concat(turns, '') AS BLOB) AS turns, group_concat(length(turns)) AS lengths
  FROM conversation WHERE member > $1 GROUP BY member ORDER BY member LIMIT $2
) AS page JOIN member ON member.member = page.member
ORDER BY page.member
