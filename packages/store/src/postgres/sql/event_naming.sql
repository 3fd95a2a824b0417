SELECT seq, member, body FROM event WHERE seq > $1 AND seq <= $2 AND strpos(body, $3) > 0
