UPDATE delivery SET state = 'due', due_at = $2, attempts = 0 WHERE id = $1 RETURNING id
