SELECT sql FROM (
  SELECT 'table ' || table_name || ' ' || column_name AS place,
    table_name || '.' || column_name || ' ' || data_type ||
    CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS sql
  FROM information_schema.columns WHERE table_schema = current_schema()
  UNION ALL
  SELECT 'index ' || indexname, replace(indexdef, ' ON ' || schemaname || '.', ' ON ')
  FROM pg_indexes WHERE schemaname = current_schema()
  UNION ALL
  SELECT 'right ' || table_name || privilege_type,
    privilege_type || ' ON ' || table_name || ' TO ' || grantee
  FROM information_schema.role_table_grants
  WHERE table_schema = current_schema() AND grantee = 'alacrity_public'
) AS described ORDER BY place
