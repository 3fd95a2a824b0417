CREATE TABLE delivery (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  endpoint text COLLATE "C" NOT NULL,
  topic text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  due_at bigint NOT NULL,
  state text COLLATE "C" NOT NULL,
  attempts bigint NOT NULL,
  last_result text COLLATE "C"
)
