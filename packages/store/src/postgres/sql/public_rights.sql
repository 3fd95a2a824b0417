SELECT relname FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
  AND relname <> 'published_label'
  AND has_table_privilege(oid, 'SELECT')
