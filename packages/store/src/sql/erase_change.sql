DELETE FROM label_change WHERE member = $1
