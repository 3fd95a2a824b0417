UPDATE delivery SET state = 'delivered', due_at = $2, last_result = NULL WHERE id = $1
