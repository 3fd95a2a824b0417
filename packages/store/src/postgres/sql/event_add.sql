-- arrays
INSERT INTO event (seq, member, received_at, late, body)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])
