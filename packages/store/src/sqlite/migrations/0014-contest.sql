CREATE TABLE contest (
  member TEXT NOT NULL,
  id TEXT NOT NULL,
  subject TEXT NOT NULL,
  about TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  decided_at INTEGER,
  decided_by TEXT,
  answer TEXT,
  PRIMARY KEY (member, id)
) WITHOUT ROWID
