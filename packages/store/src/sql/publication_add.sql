INSERT INTO publication (line, epoch, epoch_at, policy, published_at, note)
VALUES ($1, $2, $3, $4, $5, $6)
