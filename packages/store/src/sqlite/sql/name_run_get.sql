SELECT hashes, seqs FROM name_run WHERE run = $1
