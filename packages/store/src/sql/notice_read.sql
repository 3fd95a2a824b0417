UPDATE notice SET read_at = $3 WHERE member = $1 AND id = $2 AND read_at IS NULL
