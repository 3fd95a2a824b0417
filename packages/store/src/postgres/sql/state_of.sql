-- arrays
SELECT label_state.member, label_state.held, label_state.changed_at
FROM unnest($1::text[], $2::text[]) AS wanted (line, member)
JOIN label_state ON label_state.member = wanted.member AND label_state.line = wanted.line
