SELECT seq, received_at, late, body FROM event
WHERE seq > (SELECT value FROM mark WHERE name = 'folded')
  AND member = (SELECT member FROM member WHERE name = $1)
ORDER BY seq
