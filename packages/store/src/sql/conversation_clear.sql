DELETE FROM conversation
