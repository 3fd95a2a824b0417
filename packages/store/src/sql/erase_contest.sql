DELETE FROM contest WHERE member = $1
