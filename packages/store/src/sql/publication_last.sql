SELECT line, epoch, epoch_at, policy, published_at, note
FROM publication WHERE line = $1 ORDER BY epoch DESC LIMIT 1
