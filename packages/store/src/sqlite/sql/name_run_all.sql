SELECT hashes, seqs FROM name_run ORDER BY run
