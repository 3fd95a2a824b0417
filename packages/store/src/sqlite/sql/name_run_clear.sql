DELETE FROM name_run
