-- arrays
INSERT INTO event (seq, member, hash, received_at, late, body)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
