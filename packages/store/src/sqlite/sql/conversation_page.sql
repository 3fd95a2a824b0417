SELECT conversation.member, member.name AS member_name, conversation.name, conversation.seqs,
  conversation.turns
FROM conversation JOIN member ON member.member = conversation.member
WHERE conversation.member > $1
ORDER BY conversation.member, conversation.name LIMIT $2
