SELECT seq, received_at, late, body FROM event WHERE seq > $1 ORDER BY seq LIMIT $2
