CREATE TABLE endpoint (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  url text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL,
  topics text COLLATE "C" NOT NULL,
  enabled bigint NOT NULL,
  created_at bigint NOT NULL
)
