-- arrays
UPDATE event SET body = changed.body
FROM unnest($1::text[], $2::bigint[], $3::text[]) AS changed (member, seq, body)
WHERE event.member = changed.member AND event.seq = changed.seq
