SELECT run, first_seq, last_seq, pages, filter FROM name_seal WHERE run = $1
