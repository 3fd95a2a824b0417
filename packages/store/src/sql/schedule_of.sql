SELECT line, policy, from_at, scheduled_at, scheduled_by FROM schedule WHERE line = $1 ORDER BY from_at
