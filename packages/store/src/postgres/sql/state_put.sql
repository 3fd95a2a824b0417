-- arrays
INSERT INTO label_state (member, line, held, changed_at, labels)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
ON CONFLICT (member, line) DO UPDATE SET
  held = excluded.held,
  changed_at = excluded.changed_at,
  labels = excluded.labels
