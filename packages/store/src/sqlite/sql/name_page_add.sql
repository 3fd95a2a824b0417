-- rows
INSERT INTO name_page (page, names) VALUES ($1, $2)
