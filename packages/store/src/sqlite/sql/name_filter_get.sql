SELECT filter FROM name_seal WHERE run = $1
