-- Whose bounds cut the projection in about equal shares.
SELECT member FROM conversation TABLESAMPLE SYSTEM (1) ORDER BY member
