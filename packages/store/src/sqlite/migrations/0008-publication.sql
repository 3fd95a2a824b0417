CREATE TABLE publication (
  line TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  epoch_at INTEGER NOT NULL,
  policy TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (line, epoch)
) WITHOUT ROWID
