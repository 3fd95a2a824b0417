DELETE FROM restriction WHERE member = $1 AND kind = $2
