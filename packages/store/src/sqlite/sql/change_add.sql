INSERT INTO label_change (member, line, epoch, label, held, epoch_at, policy)
VALUES ($1, $2, $3, $4, $5, $6, $7)
