DELETE FROM member WHERE name = $1
