DELETE FROM aside WHERE body::json ->> 'member' = $1
