CREATE TABLE label_change (
  member TEXT NOT NULL,
  line TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  label TEXT NOT NULL,
  held INTEGER NOT NULL,
  epoch_at INTEGER NOT NULL,
  policy TEXT NOT NULL,
  PRIMARY KEY (member, line, epoch, label)
) WITHOUT ROWID
