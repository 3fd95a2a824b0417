SELECT * FROM contest WHERE id = $1
