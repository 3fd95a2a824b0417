SELECT line, member, label, held, epoch, epoch_at, policy
FROM label_change WHERE member = $1 ORDER BY epoch_at, line, epoch, label
