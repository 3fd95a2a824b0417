CREATE TABLE delivery (
  id TEXT NOT NULL PRIMARY KEY,
  endpoint TEXT NOT NULL,
  topic TEXT NOT NULL,
  body TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  last_result TEXT
) WITHOUT ROWID
