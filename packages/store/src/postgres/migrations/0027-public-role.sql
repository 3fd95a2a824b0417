DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'alacrity_public') THEN
    CREATE ROLE alacrity_public NOLOGIN;
  END IF;
END
$$
