UPDATE delivery SET due_at = $2, last_result = $3 WHERE id = $1 AND state = 'due'
