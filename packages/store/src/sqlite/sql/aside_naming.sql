SELECT no, body FROM aside WHERE instr(body, $1) > 0
