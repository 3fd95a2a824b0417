-- One row: a row and two blobs for every conversation were most of what a score page waited for.
SELECT max(page.member) AS member, json_group_array(page.name) AS names,
  max(CASE WHEN page.name = '' THEN page.seqs END) AS loose,
  CAST(group_concat(page.seqs, '') AS BLOB) AS seqs,
  CAST(group_concat(page.turns, '') AS BLOB) AS turns,
  group_concat(length(page.turns)) AS lengths
FROM (
  SELECT conversation.member, conversation.name, conversation.seqs, conversation.turns
  FROM member JOIN conversation ON conversation.member = member.member
  WHERE member.name = $1 ORDER BY conversation.name
) AS page
