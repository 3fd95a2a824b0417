SELECT member, held, changed_at FROM label_state WHERE line = $1 AND member = $2
