-- arrays
SELECT event.hash, event.seq, event.body
FROM unnest($1::bigint[]) AS wanted (hash)
JOIN event ON event.hash = wanted.hash
