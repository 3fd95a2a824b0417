-- arrays
INSERT INTO label_change (member, line, epoch, label, held, epoch_at, policy)
SELECT * FROM unnest(
  $1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::text[]
)
