DELETE FROM notice WHERE read_at < $1
