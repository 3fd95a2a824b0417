SELECT conversation.member, conversation.name, conversation.seqs, conversation.turns
FROM member JOIN conversation ON conversation.member = member.member
WHERE member.name = $1
ORDER BY conversation.name
