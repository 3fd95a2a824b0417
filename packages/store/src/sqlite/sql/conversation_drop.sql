DELETE FROM conversation WHERE member = $1 AND name = $2
