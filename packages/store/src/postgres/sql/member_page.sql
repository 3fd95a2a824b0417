WITH RECURSIVE step (name, left_over) AS (
  (SELECT member, $2::bigint FROM event WHERE member > $1 ORDER BY member LIMIT 1)
  UNION ALL
  SELECT following.member, step.left_over - 1
  FROM step CROSS JOIN LATERAL (
    SELECT member FROM event WHERE member > step.name ORDER BY member LIMIT 1
  ) AS following
  WHERE step.left_over > 1
)
SELECT name FROM step ORDER BY name
