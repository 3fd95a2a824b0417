SELECT seq, received_at, late, body FROM event WHERE seq = $2
