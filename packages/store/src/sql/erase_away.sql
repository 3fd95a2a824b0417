DELETE FROM away_claim WHERE member = $1
