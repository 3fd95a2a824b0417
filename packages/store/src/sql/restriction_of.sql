SELECT member, kind, since, by_whom FROM restriction WHERE member = $1 ORDER BY kind
