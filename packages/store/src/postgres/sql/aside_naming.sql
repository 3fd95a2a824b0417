SELECT no, body FROM aside WHERE strpos(body, $1) > 0
