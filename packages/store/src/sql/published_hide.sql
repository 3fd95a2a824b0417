DELETE FROM published_label
WHERE line = $1 AND (
  EXISTS (SELECT 1 FROM restriction WHERE restriction.member = published_label.member)
  OR NOT EXISTS (
    SELECT 1 FROM label_state
    WHERE label_state.member = published_label.member
      AND label_state.line = published_label.line AND label_state.labels <> '[]'
  )
)
