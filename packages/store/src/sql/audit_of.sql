SELECT audit.no, audit.at, audit.actor, audit.action, audit_subject.member, audit.reason, audit.hash
FROM audit_subject JOIN audit ON audit.subject = audit_subject.subject
WHERE audit_subject.member = $1 ORDER BY audit.no DESC LIMIT $2
