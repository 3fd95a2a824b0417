DELETE FROM aside WHERE received_at < $1
