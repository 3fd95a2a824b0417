CREATE TABLE schedule (
  line TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  policy TEXT NOT NULL,
  scheduled_at INTEGER NOT NULL,
  scheduled_by TEXT NOT NULL,
  PRIMARY KEY (line, from_at)
) WITHOUT ROWID
