INSERT INTO schedule (line, from_at, policy, scheduled_at, scheduled_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (line, from_at) DO UPDATE SET
  policy = excluded.policy,
  scheduled_at = excluded.scheduled_at,
  scheduled_by = excluded.scheduled_by
WHERE schedule.policy = excluded.policy OR schedule.policy = $6
RETURNING policy
