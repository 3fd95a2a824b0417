UPDATE event SET body = $3 WHERE seq = $2
