INSERT INTO endpoint (id, url, secret, topics, enabled, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET
  url = excluded.url,
  secret = excluded.secret,
  topics = excluded.topics,
  enabled = excluded.enabled
