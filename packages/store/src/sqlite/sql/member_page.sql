SELECT name FROM member WHERE name > $1 ORDER BY name LIMIT $2
