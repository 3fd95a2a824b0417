DELETE FROM name_run WHERE run <= $1
