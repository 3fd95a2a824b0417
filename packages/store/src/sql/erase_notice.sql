DELETE FROM notice WHERE member = $1
