-- arrays
SELECT event.seq, event.received_at, event.late, event.body
FROM unnest($1::text[], $2::bigint[]) AS wanted (member, seq)
JOIN event ON event.member = wanted.member AND event.seq = wanted.seq
ORDER BY event.seq
