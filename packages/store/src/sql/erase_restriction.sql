DELETE FROM restriction WHERE member = $1
