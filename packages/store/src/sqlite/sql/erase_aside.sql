DELETE FROM aside WHERE body ->> '$.member' = $1
