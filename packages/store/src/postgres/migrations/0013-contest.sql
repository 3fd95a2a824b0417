CREATE TABLE contest (
  member text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  opened_at bigint NOT NULL,
  due_at bigint NOT NULL,
  state text COLLATE "C" NOT NULL,
  decided_at bigint,
  decided_by text COLLATE "C",
  answer text COLLATE "C",
  PRIMARY KEY (member, id)
)
