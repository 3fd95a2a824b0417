-- arrays
INSERT INTO notice (member, id, at, topic, body)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[])
ON CONFLICT DO NOTHING
RETURNING id
