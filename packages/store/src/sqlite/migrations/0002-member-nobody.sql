INSERT INTO member (member, name) VALUES (0, '')
