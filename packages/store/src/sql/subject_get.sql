SELECT subject FROM audit_subject WHERE member = $1
