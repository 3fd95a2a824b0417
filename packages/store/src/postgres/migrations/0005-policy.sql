CREATE TABLE policy (
  policy text COLLATE "C" NOT NULL PRIMARY KEY,
  document text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  created_by text COLLATE "C" NOT NULL
)
