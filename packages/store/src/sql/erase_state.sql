DELETE FROM label_state WHERE member = $1
