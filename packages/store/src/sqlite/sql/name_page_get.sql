SELECT names FROM name_page WHERE page = $1
