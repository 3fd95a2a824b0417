SELECT id, hash, role, name, created_at, expires_at, revoked_at FROM api_key ORDER BY created_at, id
