SELECT seq, body FROM event WHERE seq = $1
