CREATE TABLE notice (
  member text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  topic text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  read_at bigint,
  PRIMARY KEY (member, id)
)
