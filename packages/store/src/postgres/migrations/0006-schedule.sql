CREATE TABLE schedule (
  line text COLLATE "C" NOT NULL,
  from_at bigint NOT NULL,
  policy text COLLATE "C" NOT NULL,
  scheduled_at bigint NOT NULL,
  scheduled_by text COLLATE "C" NOT NULL,
  PRIMARY KEY (line, from_at)
)
