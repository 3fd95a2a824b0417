CREATE TABLE notice (
  member TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  topic TEXT NOT NULL,
  body TEXT NOT NULL,
  read_at INTEGER,
  PRIMARY KEY (member, id)
) WITHOUT ROWID
