DELETE FROM name_page
