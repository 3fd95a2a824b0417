UPDATE delivery SET state = 'dead', last_result = $2 WHERE id = $1 AND state = 'due'
