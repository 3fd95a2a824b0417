SELECT conversation.member, member.name AS member_name,
  CASE WHEN conversation.name = '' THEN conversation.seqs END AS loose, conversation.turns
FROM conversation JOIN member ON member.member = conversation.member
WHERE conversation.member > $1
ORDER BY conversation.member, conversation.name LIMIT $2
