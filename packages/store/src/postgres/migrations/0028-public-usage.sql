DO $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO alacrity_public', current_schema());
END
$$
