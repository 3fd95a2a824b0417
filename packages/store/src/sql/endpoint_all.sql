SELECT id, url, secret, topics, enabled, created_at FROM endpoint ORDER BY created_at, id
