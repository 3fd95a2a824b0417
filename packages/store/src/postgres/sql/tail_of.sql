SELECT seq, received_at, late, body FROM event
WHERE member = $1 AND seq > (SELECT value FROM mark WHERE name = 'folded')
ORDER BY seq
