DELETE FROM delivery WHERE state = 'delivered' AND due_at < $1
