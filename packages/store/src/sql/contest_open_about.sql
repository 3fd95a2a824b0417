SELECT id FROM contest WHERE member = $1 AND about = $2 AND state = 'open'
