CREATE TABLE audit (
  no bigint NOT NULL PRIMARY KEY,
  at bigint NOT NULL,
  actor text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  subject bigint,
  reason text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL
)
