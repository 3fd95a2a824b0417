SELECT member, name FROM member WHERE name = $1
