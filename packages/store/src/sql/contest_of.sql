SELECT * FROM contest WHERE member = $1 ORDER BY opened_at, id
