DELETE FROM event WHERE seq = $2
