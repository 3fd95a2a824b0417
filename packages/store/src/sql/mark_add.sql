UPDATE mark SET value = value + $2 WHERE name = $1
