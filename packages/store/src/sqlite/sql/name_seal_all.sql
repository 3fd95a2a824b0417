SELECT run, first_seq, last_seq, pages FROM name_seal ORDER BY run
