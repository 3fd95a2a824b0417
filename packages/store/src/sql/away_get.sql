SELECT ms FROM away_claim WHERE member = $1 AND id = $2
