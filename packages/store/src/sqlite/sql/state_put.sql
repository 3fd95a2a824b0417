INSERT INTO label_state (member, line, held, changed_at, labels)
SELECT $1, $2, $3, $4, $5
WHERE true
ON CONFLICT (member, line) DO UPDATE SET
  held = excluded.held,
  changed_at = excluded.changed_at,
  labels = excluded.labels
