SELECT id, member, at, topic, body, read_at FROM notice
WHERE member = $1 ORDER BY at DESC, id DESC LIMIT $2
