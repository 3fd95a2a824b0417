UPDATE mark SET value = $2 WHERE name = $1
