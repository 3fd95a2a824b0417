-- arrays
INSERT INTO event_name (hash, seq, member)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])
