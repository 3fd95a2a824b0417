-- arrays
SELECT conversation.member, conversation.name, conversation.seqs, conversation.turns
FROM unnest($1::text[], $2::text[]) AS wanted (member, name)
JOIN conversation ON conversation.member = wanted.member AND conversation.name = wanted.name
