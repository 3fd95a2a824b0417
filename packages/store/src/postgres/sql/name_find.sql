-- arrays
SELECT event_name.hash, event_name.seq, event.body
FROM unnest($1::bigint[]) AS wanted (hash)
JOIN event_name ON event_name.hash = wanted.hash
JOIN event ON event.member = event_name.member AND event.seq = event_name.seq
