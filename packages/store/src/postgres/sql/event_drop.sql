-- arrays
DELETE FROM event USING unnest($1::text[], $2::bigint[]) AS gone (member, seq)
WHERE event.member = gone.member AND event.seq = gone.seq
