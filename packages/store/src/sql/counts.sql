SELECT name, value FROM mark WHERE name IN ('accepted', 'duplicate', 'conflict', 'received')
