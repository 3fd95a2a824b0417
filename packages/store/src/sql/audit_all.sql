SELECT audit.no, audit.at, audit.actor, audit.action, audit.subject, audit_subject.member,
  audit.reason, audit.hash
FROM audit LEFT JOIN audit_subject ON audit.subject = audit_subject.subject
WHERE audit.no > $1 ORDER BY audit.no LIMIT $2
