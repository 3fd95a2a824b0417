UPDATE audit_subject SET member = NULL WHERE member = $1
