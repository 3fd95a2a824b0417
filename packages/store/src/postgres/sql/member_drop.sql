DELETE FROM event_name WHERE member = $1
