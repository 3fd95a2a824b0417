INSERT INTO name_run (hashes, seqs) VALUES ($1, $2)
