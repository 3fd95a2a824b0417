SELECT coalesce(sum(ms), 0) AS used FROM away_claim WHERE member = $1 AND period = $2
