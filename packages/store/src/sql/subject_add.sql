INSERT INTO audit_subject (subject, member)
SELECT coalesce(max(subject), 0) + 1, $1 FROM audit_subject
RETURNING subject
