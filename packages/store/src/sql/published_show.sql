INSERT INTO published_label (member, line, labels)
SELECT member, line, labels FROM label_state
WHERE line = $1 AND labels <> '[]'
  AND NOT EXISTS (SELECT 1 FROM restriction WHERE restriction.member = label_state.member)
ON CONFLICT (member, line) DO UPDATE SET labels = excluded.labels
WHERE published_label.labels <> excluded.labels
