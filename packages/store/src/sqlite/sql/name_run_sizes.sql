SELECT run, length(hashes) / 8 AS names FROM name_run ORDER BY run
