SELECT line, policy, from_at, scheduled_at, scheduled_by FROM schedule ORDER BY line, from_at
